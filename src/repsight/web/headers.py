"""What the browser is told to allow: nothing but what the page needs."""

from typing import Final

PAGE_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "connect-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob: data:",
        "style-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
REPORT_POLICY: Final = "; ".join(
    (
        # A report carries its script, style and pictures in itself, and asks for nothing else.
        "default-src 'none'",
        "script-src 'unsafe-inline'",
        "style-src 'unsafe-inline'",
        "img-src data: blob:",
        "font-src data:",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        # Even a text that turned out to be a script could not reach this server.
        "sandbox allow-scripts allow-downloads allow-modals",
    )
)
_ALWAYS: Final = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(self), screen-wake-lock=(self), microphone=(), geolocation=()",
}


def security_headers(path: str, *, secure: bool) -> dict[str, str]:
    """Headers of every answer for that path; `secure` where it goes over TLS."""
    headers = {**_ALWAYS, "content-security-policy": PAGE_POLICY}
    if path.startswith("/api/") and path.endswith("/report"):
        headers["content-security-policy"] = REPORT_POLICY
    if path.startswith("/api/"):
        headers["cache-control"] = "no-store"
    if secure:
        headers["strict-transport-security"] = "max-age=2592000"
    return headers

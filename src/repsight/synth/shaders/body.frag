in vec3 world;
in vec3 facing;
in vec3 at_rest;
in vec3 at_head;
in vec4 at_place;
in vec4 at_region;
uniform vec3 skin;
uniform vec3 colours[8];   // by material; the skin's is not used
uniform vec3 second;       // stripes and prints of the shirt
uniform vec4 pattern;      // x kind (0 none, 1 rings, 2 side stripes, 3 print), y size, z of trousers, w seed
out vec4 colour;

vec3 cloth(int material) {
    vec3 base = colours[material];
    if (material == SHIRT) {
        if (pattern.x > 2.5) {
            vec2 d = vec2(at_rest.x, at_rest.y + 0.22) / vec2(0.11, 0.07 + 0.05 * pattern.y);
            if (at_rest.z > 0.0 && dot(d, d) < 1.0 && noise(at_rest * 60.0 + pattern.w) > 0.4) base = second;
        } else if (pattern.x > 1.5) {
            if (abs(at_rest.x) > 0.12 + 0.03 * pattern.y) base = second;
        } else if (pattern.x > 0.5) {
            if (fract(at_rest.y * (8.0 + 20.0 * pattern.y)) > 0.55) base = second;
        }
    }
    if (material == TROUSERS && pattern.z > 0.5 && at_rest.z * at_rest.z < 0.0004 && at_rest.y < -0.55)
        base = second;
    // Weave, seams and folds: cloth is never of one tone.
    float folds = noise(at_rest * vec3(14.0, 6.0, 14.0) + pattern.w);
    return base * (0.82 + 0.28 * folds) * (0.95 + 0.1 * hash(floor(at_rest * 400.0)));
}

vec3 face(vec3 base) {
    // at_head: metres from the middle between the eyes, x left, y up, z forward.
    vec2 eye_at = vec2(abs(at_head.x) - 0.032, at_head.y);
    vec2 brow = vec2(abs(at_head.x) - 0.034, at_head.y - 0.021 + 0.15 * abs(abs(at_head.x) - 0.03));
    vec2 lips = vec2(at_head.x, at_head.y + 0.078);
    bool front = at_head.z > -0.05;
    if (front && length(brow / vec2(0.022, 0.0045)) < 1.0) return mix(base, colours[HAIR], 0.75);
    if (front && length(lips / vec2(0.024, 0.008)) < 1.0) return base * vec3(0.85, 0.58, 0.58);
    if (front && length(eye_at / vec2(0.022, 0.012)) < 1.0) return base * 0.72;
    return base;
}

void main() {
    int material = material_at(at_place, at_region, at_rest, at_head);
    vec3 base;
    float gloss = 0.02;
    if (material == SKIN) {
        base = skin * (0.92 + 0.14 * noise(at_rest * 22.0 + pattern.w));
        if (at_region.z > 0.5) base = face(base);
        if (at_region.x > 0.5 && at_place.x > 2.1) base = mix(base, base * vec3(1.05, 0.9, 0.88), 0.5);
        gloss = 0.08;
    } else if (material == EYES) {
        float iris = length(vec2(abs(at_head.x) - 0.031, at_head.y));
        base = iris < 0.0065 ? colours[EYES] : vec3(0.8);
        gloss = 0.4;
    } else if (material == HAIR) {
        base = colours[HAIR] * (0.6 + 0.7 * noise(at_head * vec3(160.0, 40.0, 160.0)));
        gloss = 0.1;
    } else {
        base = cloth(material);
    }
    vec3 n = normalize(facing);
    if (material != SKIN && material != EYES) {
        // Folds bend the light too.
        vec3 p = at_rest * vec3(18.0, 9.0, 18.0) + pattern.w;
        n = normalize(n + 0.35 * vec3(noise(p) - 0.5, noise(p + 31.0) - 0.5, noise(p + 57.0) - 0.5));
    }
    colour = vec4(photo(shade(world, n, base, gloss)), 1.0);
}

// One sun with a shadow, a fill light without, and the room's own light from above and below.
uniform vec3 sun_from;
uniform vec3 sun_colour;
uniform vec3 fill_from;
uniform vec3 fill_colour;
uniform vec3 above_colour;
uniform vec3 below_colour;
uniform mat4 sun_matrix;
uniform sampler2DShadow sun_depth;
uniform vec3 eye;
uniform float exposure;

float hash(vec3 p) {
    p = fract(p * 0.3183099 + vec3(0.1, 0.17, 0.13));
    p *= 17.0;
    return fract(p.x * p.y * p.z * (p.x + p.y + p.z));
}

float noise(vec3 p) {
    vec3 i = floor(p), f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    return mix(
        mix(mix(hash(i), hash(i + vec3(1, 0, 0)), f.x),
            mix(hash(i + vec3(0, 1, 0)), hash(i + vec3(1, 1, 0)), f.x), f.y),
        mix(mix(hash(i + vec3(0, 0, 1)), hash(i + vec3(1, 0, 1)), f.x),
            mix(hash(i + vec3(0, 1, 1)), hash(i + vec3(1, 1, 1)), f.x), f.y), f.z);
}

float lit(vec3 world, vec3 n) {
    vec4 p = sun_matrix * vec4(world + n * 0.012, 1.0);
    vec3 at = p.xyz / p.w * 0.5 + 0.5;
    if (any(lessThan(at, vec3(0.0))) || any(greaterThan(at, vec3(1.0)))) return 1.0;
    float sum = 0.0;
    vec2 texel = 1.5 / vec2(textureSize(sun_depth, 0));
    for (int k = 0; k < 4; k++) {
        vec2 by = vec2(k % 2 == 0 ? -0.5 : 0.5, k < 2 ? -0.5 : 0.5) * texel;
        sum += texture(sun_depth, vec3(at.xy + by, at.z - 0.002));
    }
    return sum / 4.0;
}

vec3 shade(vec3 world, vec3 n, vec3 colour, float gloss) {
    vec3 view = normalize(eye - world);
    float facing_sun = max(dot(n, sun_from), 0.0);
    float sun = facing_sun > 0.0 ? facing_sun * lit(world, n) : 0.0;
    vec3 light = mix(below_colour, above_colour, 0.5 + 0.5 * n.y);
    // Near the floor less of the room's light comes in.
    light *= 0.75 + 0.25 * smoothstep(0.0, 0.5, world.y + 0.15 * max(n.y, 0.0));
    light += sun * sun_colour + max(dot(n, fill_from), 0.0) * fill_colour;
    vec3 half_way = normalize(view + sun_from);
    float shine = gloss * pow(max(dot(n, half_way), 0.0), 24.0) * sun;
    return colour * light + shine * sun_colour;
}

vec3 photo(vec3 light) {
    vec3 x = max(light * exposure, 0.0);
    x = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14);  // Narkowicz 2015, a film curve
    return pow(clamp(x, 0.0, 1.0), vec3(1.0 / 2.2));
}

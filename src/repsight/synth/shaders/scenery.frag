in vec3 world;
in vec3 facing;
in vec2 at_surface;     // metres along the surface
in vec3 first_colour;
in vec3 second_colour;
flat in float at_material;
out vec4 colour;

float grain(vec2 p) { return noise(vec3(p, at_material)); }

vec3 surface_colour(int kind, vec2 p) {
    vec3 a = first_colour, b = second_colour;
    if (kind == 1) {                                       // planks
        float row = floor(p.y / 0.12);
        float shift = hash(vec3(row, 3.0, 1.0)) * 2.0;
        float board = floor((p.x + shift) / 1.1);
        float tone = hash(vec3(row, board, 7.0));
        float gap = step(fract(p.y / 0.12), 0.03) + step(fract((p.x + shift) / 1.1), 0.004);
        float veins = noise(vec3(p.x * 3.0, p.y * 60.0, tone * 40.0));
        return mix(mix(a, b, 0.6 * tone + 0.4 * veins), a * 0.3, min(gap, 1.0));
    }
    if (kind == 2) {                                       // tiles
        vec2 cell = fract(p / 0.33);
        float joint = step(cell.x, 0.02) + step(cell.y, 0.02);
        float tone = hash(vec3(floor(p / 0.33), 2.0));
        return mix(a * (0.9 + 0.15 * tone), b, min(joint, 1.0));
    }
    if (kind == 3) {                                       // rubber with flecks
        float fleck = step(0.93, hash(vec3(floor(p * 140.0), 5.0)));
        return mix(a * (0.85 + 0.3 * grain(p * 6.0)), b, fleck * 0.8);
    }
    if (kind == 4) {                                       // a mat's ribs
        return a * (0.9 + 0.1 * step(0.5, fract(p.x * 40.0))) * (0.92 + 0.16 * grain(p * 30.0));
    }
    if (kind == 5) {                                       // bricks
        float row = floor(p.y / 0.075);
        vec2 cell = vec2(p.x / 0.22 + 0.5 * mod(row, 2.0), p.y / 0.075);
        float joint = step(fract(cell.x), 0.05) + step(fract(cell.y), 0.13);
        return mix(a * (0.75 + 0.5 * hash(vec3(floor(cell), 9.0))), b, min(joint, 1.0));
    }
    if (kind == 6) return mix(a, b, 0.15 * grain(p * 3.0) + 0.08 * grain(p * 40.0));   // plaster
    if (kind == 7) return mix(a, b, clamp(p.y / 2.5, 0.0, 1.0));                       // gradient
    if (kind == 8) {                                       // a picture of shapes
        vec2 q = p * 4.0;
        float s = noise(vec3(q, 1.0)) + 0.5 * noise(vec3(q * 2.7, 4.0));
        return s > 0.85 ? b : s > 0.6 ? mix(a, b, 0.5) : s > 0.5 ? vec3(0.8) - b * 0.6 : a;
    }
    if (kind == 9) return mix(a, b, grain(p * 25.0));      // leaves
    if (kind == 10) {                                      // grass, carpet
        return mix(a, b, 0.5 * grain(p * 90.0) + 0.5 * grain(p * 7.0));
    }
    if (kind == 11) return fract(p.x * 1.7) > 0.5 ? a : b; // stripes
    return a;
}

void main() {
    int kind = int(at_material + 0.5);
    vec3 base = surface_colour(kind % 20, at_surface);
    vec3 n = normalize(facing);
    // Twenty more: it shines by itself, a window or a lamp.
    vec3 light = kind >= 20 ? base * 2.0 : shade(world, n, base, kind == 1 || kind == 2 ? 0.15 : 0.03);
    colour = vec4(photo(light), 1.0);
}

in vec3 position;
in vec3 normal;
in vec3 rest;
in vec3 head;
in vec4 place;
in vec4 region;
in float part;
uniform mat4 matrix;
out vec3 world;
out vec3 facing;
out vec3 at_rest;
out vec3 at_head;
out vec4 at_place;
out vec4 at_region;
flat out float at_part;

void main() {
    int material = material_at(place, region, rest, head);
    float out_by = material == SHIRT ? looseness.x : material == TROUSERS ? looseness.y
        : material == HAIR ? looseness.z : material == SHOES || material == SOLE ? 0.008 : 0.0;
    world = position + out_by * normal;
    facing = normal;
    at_rest = rest;
    at_head = head;
    at_place = place;
    at_region = region;
    at_part = part;
    gl_Position = matrix * vec4(world, 1.0);
}

in vec3 position;
in vec3 normal;
in vec2 surface;
in vec3 first;
in vec3 second;
in float material;
uniform mat4 matrix;
out vec3 world;
out vec3 facing;
out vec2 at_surface;
out vec3 first_colour;
out vec3 second_colour;
flat out float at_material;

void main() {
    world = position;
    facing = normal;
    at_surface = surface;
    first_colour = first;
    second_colour = second;
    at_material = material;
    gl_Position = matrix * vec4(position, 1.0);
}

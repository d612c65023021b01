// Which thing and which part of it is seen: 1-based, 0 is nothing.
uniform float thing;
PART
out vec4 colour;
void main() { colour = vec4(thing / 255.0, PART_VALUE / 255.0, 0.0, 1.0); }

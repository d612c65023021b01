// What a point of the body wears, from where it lies on the body. Shared by both stages.
// place: x along the arm (0 shoulder, 1 elbow, 2 wrist), y along the leg (0 hip, 1 knee, 2 ankle),
//        z up the trunk (0 hips, 1 base of the neck), w up the head (0 chin, 1 crown).
// region: how much the point is of x an arm, y a leg, z the head, w an eye.
uniform vec4 cut;        // x sleeve's end, y trouser leg's end, z shirt's hem, w waistband
uniform vec4 cut2;       // x neckline, y sock's top, z shirt kind (0 shirt, 1 tank top), w hair kind
uniform vec3 looseness;  // metres: x shirt, y trousers, z hair

const int SKIN = 0, SHIRT = 1, TROUSERS = 2, SHOES = 3, SOCKS = 4, HAIR = 5, EYES = 6, SOLE = 7;

bool under_shirt(vec4 place, vec4 region, vec3 rest) {
    if (place.z < cut.z || region.z > 0.5) return false;
    float neckline = cut2.x - (rest.z > 0.0 ? 0.10 * exp(-rest.x * rest.x / 0.004) : 0.0);
    if (region.x > 0.5) return place.x < cut.x;
    if (cut2.z > 0.5) {
        if (region.x > 0.08 && cut.x < 0.0) return false;
    }
    return place.z < neckline || abs(rest.x) > 0.085 + 0.02 * cut2.z;
}

bool under_hair(vec4 place, vec4 region, vec3 rest) {
    if (region.z < 0.5 || cut2.w < 0.5) return false;
    // rest.z is forward of the ears, here in the head's own frame.
    float line = 0.72 - 0.9 * clamp(-rest.z * 9.0, 0.0, 0.6);
    if (cut2.w > 1.5 && rest.z < 0.0) line -= 0.25;
    return place.w > line;
}

int material_at(vec4 place, vec4 region, vec3 rest, vec3 head) {
    if (region.w > 0.5) return EYES;
    if (region.z > 0.5) return under_hair(place, region, head) ? HAIR : SKIN;
    if (region.x > 0.5) return under_shirt(place, region, rest) ? SHIRT : SKIN;
    if (region.y > 0.5 && place.y > 2.22) return SOLE;
    if (region.y > 0.5 && place.y > 1.93) return SHOES;
    if (region.y > 0.5 && place.y > cut2.y && place.y > cut.y) return SOCKS;
    if (under_shirt(place, region, rest)) return SHIRT;
    bool low = place.z < cut.w;
    if (low && place.y < cut.y) return TROUSERS;
    return SKIN;
}

/** The people of the picture, and the points of the selected one: also those that are not placed. */

import { el, iconButton } from "../dom.mjs";
import { text } from "../strings.mjs";

const SEEN = ["dataset.unlabelled", "dataset.hidden", "dataset.visible"];

export class PointPanel {
  /** `actions` has `select(person, point)`, `cycle(point)`, and what the buttons do by their names. */
  constructor(points, sides, actions) {
    this.actions = actions;
    this.labels = null;
    this.people = el("div", { class: "people", role: "group", "aria-label": text("dataset.people_list") });
    this.rows = points.map((name, point) => this.row(text(`point.${name}`), sides[point], point));
    this.list = el("ul", { class: "points" }, ...this.rows.map(({ node }) => node));
    this.nobody = el("p", { class: "note" }, text("dataset.nobody"));
    const button = (name, key, action, extra) => iconButton(name, key, () => actions.run(action), { class: "quiet", ...extra });
    this.tools = el("div", { class: "tools" },
      button("swap", "dataset.swap", "swap"), button("box", "dataset.box", "box"),
      button("remove", "dataset.remove", "remove", { class: "quiet danger" }));
    this.root = el("section", { class: "panel", "aria-label": text("dataset.points") },
      this.people, this.nobody, this.tools, this.list,
      el("div", { class: "first" }, button("undo", "dataset.first", "first")));
  }

  row(words, side, point) {
    const name = el("button", { type: "button", class: "quiet point", onclick: () => this.actions.select(this.labels.person, point) },
      el("span", { class: `swatch ${side}` }), el("span", {}, words));
    const seen = el("button", { type: "button", class: "quiet seen", onclick: () => this.actions.cycle(point) });
    return { node: el("li", {}, name, seen), name, seen, words };
  }

  show(labels) {
    this.labels = labels;
    const { people, person, point, selected } = labels;
    this.choosePeople(people.length, person);
    this.nobody.hidden = people.length > 0;
    this.tools.hidden = this.list.hidden = !selected;
    if (!selected) return;
    this.rows.forEach(({ node, name, seen, words }, k) => {
      const state = selected.keypoints[k][2];
      node.className = ["unlabelled", "hidden-point", "visible"][state];
      name.setAttribute("aria-pressed", k === point);
      const said = text(SEEN[state]);
      if (seen.textContent === said) return;
      seen.textContent = said;
      seen.setAttribute("aria-label", `${words}: ${said}`);
    });
    if (point !== this.followed) this.rows[point]?.node.scrollIntoView({ block: "nearest" });
    this.followed = point;
  }

  choosePeople(count, person) {
    const buttons = this.people.children;
    if (buttons.length !== count + 1) {
      this.people.replaceChildren(
        ...Array.from({ length: count }, (_, i) => el("button", { type: "button", class: "quiet", onclick: () => this.actions.select(i, null) },
          text("dataset.person", { number: i + 1 }))),
        iconButton("plus", "dataset.add", () => this.actions.run("add"), { class: "quiet" }));
    }
    for (let i = 0; i < count; i += 1) buttons[i].setAttribute("aria-pressed", i === person);
  }
}

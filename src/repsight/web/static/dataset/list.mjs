/** The list of pictures: only those rows are built that can be seen, however many there are. */

import { el, icon } from "../dom.mjs";
import { text } from "../strings.mjs";
import { addressOf, STATES } from "./pictures.mjs";

/** Height of a row in CSS pixels, as the style has it. */
const ROW = 84;
const MORE = 4;

const nameOf = (file) => file.slice(file.lastIndexOf("/") + 1).replace(/\.\w+$/, "");

export class PictureList {
  /** `open(file)` is called with the picture that was chosen. */
  constructor(pictures, open) {
    this.pictures = pictures;
    this.open = open;
    this.current = null;
    this.rows = new Map();
    this.list = el("ul", { class: "rows" });
    this.scroller = el("div", { class: "scroller", tabindex: "-1", onscroll: () => this.draw() }, this.list);
    this.none = el("p", { class: "note none", hidden: true }, text("dataset.none"));
    this.count = el("p", { class: "note", role: "status" });
    this.bar = el("progress", { "aria-label": text("dataset.progress") });
    this.root = el("section", { class: "pictures", "aria-label": text("dataset.pictures") },
      el("div", { class: "progress" }, this.bar, this.count), this.filters(), this.none, this.scroller);
    new ResizeObserver(() => this.draw()).observe(this.scroller);
  }

  filters() {
    const choice = (name, label, options) => el("label", { class: "field" }, el("span", {}, text(label)),
      el("select", { onchange: ({ target }) => this.filter({ [name]: target.value }) }, ...options));
    const values = (name) => {
      const found = this.pictures.values(name);
      return found.length > 1 ? [el("option", { value: "" }, text("dataset.any")), ...found.map((value) => el("option", { value }, value))] : null;
    };
    const [splits, reasons] = [values("split"), values("why")];
    return el("div", { class: "filters" },
      choice("state", "dataset.state", STATES.map((state) => el("option", { value: state }, text(`dataset.${state}`)))),
      splits && choice("split", "dataset.split", splits),
      reasons && choice("why", "dataset.why", reasons),
      el("label", { class: "field" }, el("span", {}, text("dataset.name")),
        el("input", { type: "search", autocomplete: "off", oninput: ({ target }) => this.filter({ name: target.value }) })));
  }

  filter(what) {
    this.pictures.show(what);
    this.scroller.scrollTop = 0;
    this.draw();
  }

  /** This picture is looked at now. */
  follow(file) {
    this.current = file;
    const at = this.pictures.shown.findIndex((row) => row.file === file);
    const [top, height] = [this.scroller.scrollTop, this.scroller.clientHeight];
    if (at >= 0 && (at * ROW < top || (at + 1) * ROW > top + height)) this.scroller.scrollTop = at * ROW - height / 3;
    this.draw();
  }

  draw() {
    const { shown, progress } = this.pictures;
    this.list.style.height = `${shown.length * ROW}px`;
    this.none.hidden = shown.length > 0;
    this.count.textContent = text("dataset.looked_at", progress);
    this.bar.max = Math.max(progress.all, 1);
    this.bar.value = progress.looked;
    const first = Math.max(Math.floor(this.scroller.scrollTop / ROW) - MORE, 0);
    const last = Math.min(Math.ceil((this.scroller.scrollTop + this.scroller.clientHeight) / ROW) + MORE, shown.length);
    const wanted = shown.slice(first, last);
    const files = new Set(wanted.map(({ file }) => file));
    for (const [file, { node }] of this.rows) {
      if (!files.has(file)) {
        node.remove();
        this.rows.delete(file);
      }
    }
    wanted.forEach((row, i) => this.place(row, first + i, shown.length));
  }

  place(row, at, all) {
    if (!this.rows.has(row.file)) this.rows.set(row.file, this.build(row));
    const { node, button, said, marked } = this.rows.get(row.file);
    node.style.top = `${at * ROW}px`;
    if (this.list.children[at] !== node && !node.isConnected) this.list.append(node);
    node.setAttribute("aria-posinset", at + 1);
    node.setAttribute("aria-setsize", all);
    if (row.file === this.current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    const marks = [row.looked && "dataset.seen", row.flagged && "dataset.flagged"].filter(Boolean);
    const words = [row.split, text("dataset.people", { count: row.people }), ...row.why].join(" · ");
    if (said.dataset.said === words + marks) return;
    said.dataset.said = words + marks;
    said.textContent = words;
    marked.replaceChildren(...marks.map((key) => el("span", { class: key === "dataset.flagged" ? "mark warn" : "mark good" },
      icon(key === "dataset.flagged" ? "flag" : "check"), el("span", { class: "unseen" }, text(key)))));
  }

  build({ file }) {
    const said = el("span", { class: "said" });
    const marked = el("span", { class: "marks" });
    const button = el("button", { type: "button", class: "quiet", onclick: () => this.open(file) },
      el("span", { class: "thumb" }, el("img", { src: addressOf("thumbnail", file), alt: "", loading: "lazy", decoding: "async" }), marked),
      el("span", { class: "about" }, el("span", { class: "file" }, nameOf(file)), said));
    return { node: el("li", {}, button), button, said, marked };
  }
}

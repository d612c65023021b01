"use strict";
(function () {
  const clock = (t) => Math.floor(t / 60) + ":" + (t % 60).toFixed(1).padStart(4, "0");
  const svgNs = "http://www.w3.org/2000/svg";

  function open() {
    const chosen = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (chosen && chosen.tagName === "DETAILS") chosen.open = true;
  }
  window.addEventListener("hashchange", open);
  open();

  function during(data, t) {
    const span = data.spans.find((each) => t >= each[1] && t <= each[3]);
    if (!span) return "between repetitions";
    const way = (t <= span[2]) === span[4] ? "lowering" : "lifting";
    return "repetition " + span[0] + ", " + way;
  }

  function at(data, t) {
    const value = data.values[Math.round((t - data.from) / data.step)];
    if (value === null || value === undefined) return "not seen";
    return data.name + " " + value.toFixed(data.decimals).replace("-", "\u2212") + data.unit;
  }

  for (const figure of document.querySelectorAll("figure[data-series]")) {
    const data = JSON.parse(figure.dataset.series);
    const pictures = [...figure.querySelectorAll("svg[data-box]")].map((svg) => {
      const cursor = document.createElementNS(svgNs, "line");
      cursor.setAttribute("class", "cursor");
      cursor.setAttribute("visibility", "hidden");
      svg.append(cursor);
      return { svg, cursor, box: svg.dataset.box.split(" ").map(Number) };
    });
    const line = document.createElement("div");
    line.className = "read";
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = data.from;
    slider.max = data.to;
    slider.step = Math.max(data.step, 0.05);
    slider.value = data.from;
    slider.setAttribute("aria-label", "Read off a moment, in seconds");
    const said = document.createElement("output");
    said.textContent = "Move along the chart, or use the slider, to read values off.";
    line.append(slider, said);
    pictures[pictures.length - 1].svg.after(line);

    const show = (t) => {
      const text = clock(t) + ": " + at(data, t) + "; " + during(data, t);
      said.textContent = text;
      slider.setAttribute("aria-valuetext", text);
      for (const { cursor, box } of pictures) {
        const x = box[0] + ((t - data.from) / (data.to - data.from)) * (box[2] - box[0]);
        cursor.setAttribute("x1", x);
        cursor.setAttribute("x2", x);
        cursor.setAttribute("y1", box[1]);
        cursor.setAttribute("y2", box[3]);
        cursor.setAttribute("visibility", "visible");
      }
    };
    slider.addEventListener("input", () => show(Number(slider.value)));
    for (const { svg, box } of pictures) {
      svg.addEventListener("pointermove", (event) => {
        const frame = svg.getBoundingClientRect();
        const x = ((event.clientX - frame.left) / frame.width) * svg.viewBox.baseVal.width;
        const share = Math.min(1, Math.max(0, (x - box[0]) / (box[2] - box[0])));
        const t = data.from + share * (data.to - data.from);
        slider.value = t;
        show(t);
      });
    }
  }
})();

"use strict";
(function () {
  function open() {
    const chosen = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (chosen && chosen.tagName === "DETAILS") chosen.open = true;
  }
  window.addEventListener("hashchange", open);
  open();

  // A finger that moves over a chart scrolls the page; there, a tap reads values off.
  const touch = matchMedia("(pointer: coarse), (max-width: 760px)").matches;
  const config = {
    displaylogo: false,
    displayModeBar: !touch,
    doubleClick: "reset",
    responsive: true,
    showAxisDragHandles: false,
  };

  function draw(figure) {
    const style = getComputedStyle(document.documentElement);
    const colored = (key, value) => {
      const name = /^var\((--[a-z]+)\)$/.exec(value);
      return name ? style.getPropertyValue(name[1]).trim() : value;
    };
    const { data, layout } = JSON.parse(figure.querySelector("script").textContent, colored);
    if (touch) layout.dragmode = false;
    let plot = figure.querySelector(".plot");
    if (!plot) {
      plot = document.createElement("div");
      plot.className = "plot";
      figure.querySelector("svg").before(plot);
    }
    // From here on the picture is only for printing and for screen readers.
    figure.classList.add("live");
    try {
      const small = figure.classList.contains("third");
      const buttons = small ? ["zoomIn2d", "zoomOut2d"] : ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d"];
      Plotly.react(plot, data, layout, { ...config, modeBarButtons: [[...buttons, "resetScale2d"]] });
    } catch (error) {
      figure.classList.remove("live");
      throw error;
    }
  }

  const near = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) {
        if (isIntersecting) {
          near.unobserve(target);
          draw(target);
        }
      }
    },
    { rootMargin: "600px" },
  );
  for (const data of document.querySelectorAll('figure > script[type="application/json"]')) {
    near.observe(data.parentElement);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    document.querySelectorAll("figure.live").forEach(draw);
  });
})();

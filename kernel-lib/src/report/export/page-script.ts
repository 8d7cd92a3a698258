import { titleRoom } from "./title-room.js";

/**
 * The script of an exported page. It runs in the reader's browser, so it is text here: it unpacks the plotting library at the first figure
 * that comes near the window, draws the others when the page is idle, and draws all again when the colour scheme changes or before printing.
 */
export const pageScript = `"use strict";
(() => {
  const unpacked = async (packed) => {
    const bytes = Uint8Array.from(atob(packed.trim()), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
  };

  /* A packed file is saved unpacked; without this script it is saved as it is. */
  addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-unpacked]");
    if (!link) return;
    event.preventDefault();
    const file = await (await unpacked(link.href.slice(link.href.indexOf(",") + 1))).blob();
    const copy = document.createElement("a");
    copy.download = link.dataset.unpacked;
    copy.href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
    copy.click();
    setTimeout(() => URL.revokeObjectURL(copy.href), 60_000);
  });

  const plots = [...document.querySelectorAll(".plot")];
  if (plots.length === 0) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const printWidth = 660;
  let printing = false;

  const specOf = (plot) => JSON.parse(document.getElementById("data-" + plot.dataset.figure).textContent);

  const detailsOf = (plot) => plot.closest(".figure").querySelector("figure > details, :scope > details");

  /* Each figure has its room from the start, so that nothing moves when it is drawn; where there is room, its data is folded away. */
  const narrow = innerWidth < 640;
  for (const plot of plots) {
    plot.style.display = "block";
    plot.style.height = (plot.dataset.height ?? 450) + "px";
    const details = detailsOf(plot);
    if (details !== null) details.open = narrow;
  }

  let library = null;
  const load = () => (library ??= (async () => {
    const script = document.createElement("script");
    script.textContent = await (await unpacked(document.getElementById("plotly").textContent)).text();
    document.head.append(script);
    if (window.Plotly === undefined) throw new Error("the plotting library did not start");
    return window.Plotly;
  })());

  const colours = () => {
    const style = getComputedStyle(document.documentElement);
    const light = printing || !dark.matches;
    const read = (name) => style.getPropertyValue("--" + name + (light ? "-light" : "-dark")).trim();
    return { text: read("text"), line: read("line"), grid: read("grid"), paper: read("paper") };
  };

  /* The page prints caption and caveats as text, so the note inside the plot is taken out again. */
  const themed = (spec, plot) => {
    const ink = colours();
    const { layout = {}, data = [], config = {} } = spec;
    const note = layout.meta?.noteHeight ?? 0;
    const next = { ...layout, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" };
    next.font = { ...layout.font, color: ink.text };
    next.annotations = (layout.annotations ?? [])
      .filter((one) => one.name !== "caveats")
      .map((one) => ({ ...one, font: { ...one.font, color: ink.text } }));
    if (note > 0) {
      next.height = layout.height - note;
      next.margin = { ...layout.margin, b: layout.margin.b - note };
    }
    /* The page prints a figure's title too. */
    if (layout.meta?.figure !== undefined && layout.title !== undefined) {
      delete next.title;
      const room = ${titleRoom};
      next.height -= room;
      next.margin = { ...next.margin, t: layout.margin.t - room };
    }
    for (const [key, axis] of Object.entries(layout))
      if (/^[xy]axis\\d*$/.test(key)) next[key] = { ...axis, gridcolor: ink.grid, linecolor: ink.line, tickcolor: ink.line };
    next.modebar = { bgcolor: "rgba(0,0,0,0)", color: ink.line, activecolor: ink.text };
    next.hoverlabel = { ...layout.hoverlabel, bgcolor: ink.paper, font: { color: ink.text } };
    if (plot.clientWidth < 560 && !printing) {
      next.annotations = next.annotations.filter((one) => one.name !== "beside");
      next.margin = { ...next.margin, r: 16, l: 8 };
      for (const key of ["xaxis", "yaxis"])
        if (next[key]?.title?.text) next[key] = { ...next[key], title: { ...next[key].title, font: { size: 10 } } };
      const ticks = next.xaxis?.tickvals;
      if (Array.isArray(ticks) && ticks.length > 4) {
        const kept = (_, at) => (ticks.length - 1 - at) % 2 === 0;
        next.xaxis = { ...next.xaxis, tickvals: ticks.filter(kept), ticktext: next.xaxis.ticktext.filter(kept) };
      }
    }
    next.autosize = true;
    if (printing) Object.assign(next, { width: printWidth, autosize: false });
    return [data, next, { ...config, responsive: true, displaylogo: false, displayModeBar: printing ? false : "hover" }];
  };

  const drawn = new Map();
  const draw = (plot) => {
    if (drawn.has(plot)) return drawn.get(plot);
    const done = (async () => {
      try {
        const spec = specOf(plot);
        const [data, layout, config] = themed(spec, plot);
        plot.style.height = (layout.height ?? 450) + "px";
        await (await load()).newPlot(plot, data, layout, config);
        plot.dataset.drawn = "yes";
      } catch (error) {
        plot.dataset.drawn = "failed";
        plot.style.height = "auto";
        const details = detailsOf(plot);
        if (details !== null) details.open = true;
        plot.textContent = "The picture could not be drawn (" + error.message + "); its data is in the table below.";
      }
    })();
    drawn.set(plot, done);
    return done;
  };

  const redraw = () => {
    for (const plot of plots) if (plot.dataset.drawn === "yes") window.Plotly.react(plot, ...themed(specOf(plot), plot));
  };

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) { watcher.unobserve(entry.target); draw(entry.target); }
  }, { rootMargin: "400px" });
  for (const plot of plots) watcher.observe(plot);

  /* The rest is drawn when nothing else is to do: printing then finds every figure. */
  const whenIdle = window.requestIdleCallback ?? ((then) => setTimeout(then, 200));
  const drawRest = () => {
    const next = plots.find((plot) => !drawn.has(plot));
    if (next !== undefined) draw(next).then(() => whenIdle(drawRest));
  };
  addEventListener("load", () => whenIdle(drawRest));

  dark.addEventListener("change", redraw);
  addEventListener("beforeprint", () => { printing = true; redraw(); });
  addEventListener("afterprint", () => { printing = false; redraw(); });
})();
`;

// Runs in the browser: what is really drawn, where, how large, and with how much contrast.

export function measurePage() {
  const boxOf = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  };
  const isShown = (element) => {
    if (!element.checkVisibility()) return false;
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0;
  };

  const parts = (colour) => colour.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
  const luminance = (colour) => {
    const [red, green, blue] = parts(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const backgroundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      const [, , , alpha = 1] = parts(backgroundColor);
      if (alpha === 1) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const textOf = (element, scale = 1) => {
    const style = getComputedStyle(element);
    const colour = element instanceof SVGElement ? style.fill : style.color;
    return {
      text: element.textContent.trim(),
      box: boxOf(element),
      fontSizePx: Number.parseFloat(style.fontSize) * scale,
      contrast: contrast(colour, backgroundOf(element)),
    };
  };

  const chartOf = (figure) => {
    const shown = [...figure.querySelectorAll("svg.chart")].filter(isShown);
    const svg = shown[0];
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const all = (selector) => [...svg.querySelectorAll(selector)];
    const rows = [...figure.querySelectorAll("tbody tr")].map((row) =>
      [...row.children].map((cell) => {
        const data = cell.querySelector("data");
        return data ? Number(data.value) : cell.textContent;
      }),
    );
    return {
      title: figure.querySelector("h3").textContent,
      shown: shown.length,
      svg: boxOf(svg),
      name: svg
        .getAttribute("aria-labelledby")
        .split(" ")
        .map((id) => document.getElementById(id)?.textContent)
        .join(": "),
      lines: all("path.line:not(.ends path)").map((path) => {
        const length = path.getTotalLength();
        const y = (at) => {
          const point = path.getPointAtLength(at).matrixTransform(path.getScreenCTM());
          return point.y;
        };
        return { box: boxOf(path), first: y(0), last: y(length), length };
      }),
      dots: all(".dot").map(boxOf),
      bars: all(".bar").map((bar) => ({
        ...boxOf(bar),
        series: Number(/s(\d)/.exec(bar.getAttribute("class"))[1]),
        title: bar.querySelector("title").textContent,
      })),
      bands: all(".band").map(boxOf),
      yTicks: all(".grid text").map((text) => {
        const line = text.previousElementSibling.getBoundingClientRect();
        return { text: text.textContent, y: line.y };
      }),
      texts: all("text").map((text) => textOf(text, scale)),
      table: rows,
      tableHeight: tableHeights.get(figure),
    };
  };

  const figures = [...document.querySelectorAll("figure")];
  const setOpen = (open) => {
    for (const details of document.querySelectorAll("details")) details.open = open;
  };
  setOpen(true);
  const tableHeights = new Map(figures.map((figure) => [figure, boxOf(figure.querySelector("table")).height]));
  setOpen(false);
  const charts = figures.map(chartOf);
  const withText = [...document.body.querySelectorAll("*:not(svg, svg *)")].filter(
    (element) => isShown(element) && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()),
  );
  return {
    viewportWidth: document.documentElement.clientWidth,
    documentWidth: document.documentElement.scrollWidth,
    scripts: document.scripts.length,
    paper: getComputedStyle(document.body).backgroundColor,
    texts: withText.map((element) => textOf(element)),
    charts,
  };
}

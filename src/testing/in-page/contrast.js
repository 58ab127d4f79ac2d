// An expression that is evaluated in a page: texts whose contrast is below WCAG 2.2 AA (1.4.3).
(() => {
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent.trim();
    const element = node.parentElement;
    if (text === '' || !isSeen(element) || element.closest('[aria-disabled="true"]')) continue;
    const style = getComputedStyle(element);
    const isDrawn = element.closest('svg') !== null;
    const behind = backgroundOf(element);
    const colour = over(rgba(isDrawn ? style.fill : style.color), behind);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = contrast(colour, behind);
    if (ratio < (isLarge ? 3 : 4.5)) faults.push(`${text.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return faults;

  function isSeen(element) {
    if (element.closest('script, style, noscript, title, option') !== null) return false;
    return element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  }

  function backgroundOf(element) {
    const layers = [];
    for (let one = element; one !== null; one = one.parentElement)
      layers.unshift(rgba(getComputedStyle(one).backgroundColor));
    return layers.reduce((below, layer) => over(layer, below), canvasColour());
  }

  function canvasColour() {
    return matchMedia('(prefers-color-scheme: dark)').matches
      ? [18, 18, 18, 1]
      : [255, 255, 255, 1];
  }

  function rgba(text) {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, text === 'none' ? 0 : alpha];
  }

  function over([red, green, blue, alpha], [r, g, b]) {
    const mix = (top, below) => top * alpha + below * (1 - alpha);
    return [mix(red, r), mix(green, g), mix(blue, b), 1];
  }

  function contrast(one, other) {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }

  function luminance([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
})();

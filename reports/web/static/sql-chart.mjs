// A chart of two columns: bars or a line.

import { labelStep, scaleOf, ticksOf, tickText } from './sql-scale.mjs';
import { numberText } from './sql-table.mjs';

const height = 300;
const [top, right, bottom] = [16, 16, 34];
const longestLabel = 18;

/**
 * Draws a chart.
 *
 * @param rows Values as text; rows without a number are left out.
 * @param kind `bar`: a bar a row, in their order; `line`: by time or number if x has one.
 * @param width Width of the room for it, in pixels.
 * @returns {SVGElement}
 */
export function drawChart({ rows, x, y, kind, language, label, width }) {
  const points = pointsOf(rows, x, y);
  const ticks = ticksOf(points.map((point) => point.y));
  const texts = ticks.map((tick) => tickText(tick, language));
  const left = 14 + Math.max(...texts.map((text) => text.length)) * 7;
  const place = {
    left,
    end: width - right,
    y: scaleOf([ticks[0], ticks.at(-1)], [height - bottom, top]),
    x: placeOnX(points, kind, [left, width - right]),
  };
  const chart = element('svg', {
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': label,
  });
  ticks.forEach((tick, index) => {
    drawTick(chart, place.y(tick), texts[index], place);
  });
  if (kind === 'bar') drawBars(chart, points, place);
  else drawLine(chart, points, place);
  drawLabels(chart, points, place);
  chart.append(
    element('line', { class: 'zero', x1: left, x2: width - right, y1: place.y(0), y2: place.y(0) }),
  );
  return chart;
}

/** Returns the text of x, the number of y and the exact text of both for each row. */
function pointsOf(rows, x, y) {
  const points = [];
  for (const row of rows) {
    const value = row[y.index] === null ? Number.NaN : Number(row[y.index]);
    if (!Number.isFinite(value)) continue;
    const text = row[x.index] ?? 'NULL';
    points.push({
      text,
      y: value,
      title: `${text}: ${numberText(row[y.index], y)}`,
      position: positionOf(row[x.index], x),
    });
  }
  const isPlaced = points.every(({ position }) => Number.isFinite(position));
  return isPlaced ? points.map((point) => ({ ...point, isPlaced })) : points;
}

function positionOf(text, { isTime, isNumeric }) {
  if (text === null) return Number.NaN;
  // A time without a zone has the same distances wherever it is read.
  if (isTime) return Date.parse(/T[^Z]*$/.test(text) ? `${text}Z` : text);
  return isNumeric ? Number(text) : Number.NaN;
}

function placeOnX(points, kind, ends) {
  if (kind === 'line' && points[0]?.isPlaced) {
    const positions = points.map(({ position }) => position);
    const inner = [ends[0] + 8, ends[1] - 8];
    const place = scaleOf([Math.min(...positions), Math.max(...positions)], inner);
    return (index) => place(positions[index]);
  }
  const band = (ends[1] - ends[0]) / Math.max(1, points.length);
  return (index) => ends[0] + (index + 0.5) * band;
}

function drawTick(chart, y, text, { left, end }) {
  chart.append(element('line', { class: 'grid', x1: left, x2: end, y1: y, y2: y }));
  const label = element('text', { x: left - 8, y: y + 4, 'text-anchor': 'end' });
  label.textContent = text;
  chart.append(label);
}

function drawBars(chart, points, place) {
  const band = (place.end - place.left) / Math.max(1, points.length);
  const thickness = Math.max(1, Math.min(48, band * 0.75));
  points.forEach((point, index) => {
    const [from, to] = [place.y(0), place.y(point.y)];
    const bar = element('rect', {
      class: 'bar-of-value',
      x: place.x(index) - thickness / 2,
      y: Math.min(from, to),
      width: thickness,
      height: Math.abs(from - to),
    });
    chart.append(addTooltip(bar, point.title));
  });
}

function drawLine(chart, points, place) {
  const order = points.map((_, index) => index);
  if (points[0]?.isPlaced) order.sort((a, b) => points[a].position - points[b].position);
  const places = order.map((index) => `${place.x(index)},${place.y(points[index].y)}`);
  chart.append(element('polyline', { class: 'line-of-values', points: places.join(' ') }));
  const radius = points.length > 80 ? 1.5 : 3;
  points.forEach((point, index) => {
    const dot = element('circle', {
      class: 'dot',
      cx: place.x(index),
      cy: place.y(point.y),
      r: radius,
    });
    chart.append(addTooltip(dot, point.title));
  });
}

function drawLabels(chart, points, place) {
  const texts = points.map(({ text }) =>
    text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text,
  );
  const step = labelStep(texts, place.end - place.left);
  texts.forEach((text, index) => {
    if (index % step !== 0) return;
    const half = text.length * 3.6;
    const x = Math.min(place.x(index), place.end + right - half);
    const label = element('text', { x, y: height - 12, 'text-anchor': 'middle' });
    label.textContent = text;
    chart.append(label);
  });
}

function addTooltip(shape, text) {
  const title = element('title', {});
  title.textContent = text;
  shape.append(title);
  return shape;
}

function element(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

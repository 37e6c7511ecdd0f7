/** The middle of `milliseconds` and their ends, to a tenth: a page's clock is no finer. */
export function figures(milliseconds) {
  const sorted = [...milliseconds].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { median: tenths(median), min: tenths(sorted[0]), max: tenths(sorted.at(-1)) };
}

/** The figures of each name that `measurements` have, each of which is an object of milliseconds. */
export function figuresByName(measurements) {
  return Object.fromEntries(Object.keys(measurements[0]).map((name) => [name, figures(measurements.map((each) => each[name]))]));
}

function tenths(milliseconds) {
  return Math.round(milliseconds * 10) / 10;
}

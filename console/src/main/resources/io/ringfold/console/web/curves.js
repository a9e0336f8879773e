// Curves by Chart.js, in the colours of the page. The figures themselves stand beside them as text.

/* global Chart */

const STYLES = [
  { colour: '--curve-1', dash: [] },
  { colour: '--curve-2', dash: [6, 3] },
  { colour: '--curve-3', dash: [2, 3] },
];
/** Seen where a look stands alone, between others in which nothing happened. */
const POINT = 1.5;

const scheme = matchMedia('(prefers-color-scheme: dark)');

/** One chart; its canvas goes into a template as it is. */
export class Curves {
  canvas = document.createElement('canvas');
  #options;
  #chart;

  /**
   * @param {string} label what it shows, for those who do not see it
   * @param {string[]} names of its curves
   * @param {{x: object, y: object}} axes options of Chart.js for the scales
   */
  constructor(label, names, axes) {
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', label);
    this.#options = { names, axes };
    scheme.addEventListener('change', () => this.#paint());
  }

  /** @param {{x: number, y: number}[][]} points of each curve */
  draw(points) {
    if (!this.canvas.isConnected) {
      return;
    }
    this.#chart ??= this.#made();
    points.forEach((each, i) => (this.#chart.data.datasets[i].data = each));
    this.#chart.update('none');
  }

  #made() {
    const { names, axes } = this.#options;
    const chart = new Chart(this.canvas, {
      type: 'line',
      data: {
        datasets: names.map((label, i) => ({ label, data: [], borderDash: STYLES[i].dash, borderWidth: 2, pointRadius: POINT, pointHoverRadius: 4, spanGaps: false })),
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        interaction: { mode: 'nearest', axis: 'x', intersect: false },
        plugins: { legend: { position: 'top', align: 'start', labels: { boxWidth: 24, boxHeight: 0, padding: 8 } } },
        scales: { x: { type: 'linear', ...axes.x }, y: { ...axes.y } },
      },
    });
    this.#paint(chart);
    return chart;
  }

  #paint(chart = this.#chart) {
    if (chart === undefined) {
      return;
    }
    const page = getComputedStyle(document.documentElement);
    const colour = (name) => page.getPropertyValue(name).trim();
    chart.data.datasets.forEach((each, i) => {
      each.borderColor = each.backgroundColor = colour(STYLES[i].colour);
    });
    chart.options.color = colour('--muted');
    for (const axis of Object.values(chart.options.scales)) {
      axis.ticks = { ...axis.ticks, color: colour('--muted') };
      axis.grid = { ...axis.grid, color: colour('--line') };
      axis.title = { ...axis.title, color: colour('--muted') };
    }
    chart.options.font = { family: getComputedStyle(document.body).fontFamily };
    chart.update('none');
  }
}

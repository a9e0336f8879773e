package io.ringfold.bench.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * A line chart as an SVG document, with logarithmic axes: what is measured here spans powers of
 * ten. Needs no fonts and no display, unlike the libraries that draw charts.
 */
public final class Chart {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 520;
  private static final int LEFT = 80;
  private static final int RIGHT = 230;
  private static final int TOP = 46;
  private static final int BOTTOM = 60;
  private static final String[] COLOURS = {
    "#1f77b4", "#d62728", "#2ca02c", "#ff7f0e", "#9467bd", "#8c564b", "#17becf", "#7f7f7f"
  };

  /** A line through points, in the order given. */
  public record Series(String label, double[] x, double[] y) {
    public Series {
      if (x.length != y.length) {
        throw new IllegalArgumentException(label + ": " + x.length + " x, " + y.length + " y");
      }
    }
  }

  private final String title;
  private final String labelX;
  private final String labelY;
  private final List<Series> series = new ArrayList<>();
  private boolean percentiles;

  public Chart(String title, String labelX, String labelY) {
    this.title = title;
    this.labelX = labelX;
    this.labelY = labelY;
  }

  /** Latency over percentile: each nine takes as much room as the one before. */
  public static Chart ofPercentiles(String title) {
    Chart chart = new Chart(title, "percentile", "latency, µs");
    chart.percentiles = true;
    return chart;
  }

  public Chart add(Series line) {
    series.add(line);
    return this;
  }

  /**
   * @param latencies in nanoseconds
   */
  public Chart add(String label, Histogram latencies) {
    List<double[]> points = new ArrayList<>();
    for (double share = 1; share >= 1e-5; share /= Math.pow(10, 0.125)) {
      double value = latencies.getValueAtPercentile(100 - 100 * share) / 1e3;
      if (value > 0) {
        points.add(new double[] {1 / share, value});
      }
    }
    return add(
        new Series(
            label,
            points.stream().mapToDouble(point -> point[0]).toArray(),
            points.stream().mapToDouble(point -> point[1]).toArray()));
  }

  public boolean isEmpty() {
    return series.stream().allMatch(each -> each.x().length == 0);
  }

  /** The whole document. */
  public String svg() {
    double[] rangeX = range(true);
    double[] rangeY = range(false);
    StringBuilder svg = new StringBuilder();
    line(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT);
    line(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
    line(
        svg,
        "<text x=\"%d\" y=\"24\" font-size=\"15\" font-weight=\"bold\">%s</text>",
        LEFT,
        escaped(title));
    grid(svg, rangeX, true);
    grid(svg, rangeY, false);
    line(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
        (LEFT + WIDTH - RIGHT) / 2,
        HEIGHT - 18,
        escaped(labelX));
    line(
        svg,
        "<text transform=\"translate(18 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
        (TOP + HEIGHT - BOTTOM) / 2,
        escaped(labelY));
    for (int i = 0; i < series.size(); i++) {
      draw(svg, series.get(i), i, rangeX, rangeY);
    }
    return svg.append("</svg>\n").toString();
  }

  private void draw(StringBuilder svg, Series each, int index, double[] rangeX, double[] rangeY) {
    String colour = COLOURS[index % COLOURS.length];
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < each.x().length; i++) {
      points.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              place(each.x()[i], rangeX, true),
              place(each.y()[i], rangeY, false)));
    }
    line(
        svg,
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>",
        colour,
        points.toString().trim());
    if (each.x().length <= 24) {
      for (int i = 0; i < each.x().length; i++) {
        line(
            svg,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
            place(each.x()[i], rangeX, true),
            place(each.y()[i], rangeY, false),
            colour);
      }
    }
    int y = TOP + 14 + 18 * index;
    int x = WIDTH - RIGHT + 14;
    line(
        svg,
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"3\"/>",
        x,
        y - 4,
        x + 18,
        y - 4,
        colour);
    line(svg, "<text x=\"%d\" y=\"%d\">%s</text>", x + 24, y, escaped(each.label()));
  }

  /** Whole powers of ten around everything there is. */
  private double[] range(boolean ofX) {
    double min = Double.MAX_VALUE;
    double max = 0;
    for (Series each : series) {
      for (double value : ofX ? each.x() : each.y()) {
        if (value > 0) {
          min = Math.min(min, value);
          max = Math.max(max, value);
        }
      }
    }
    if (max == 0) {
      return new double[] {0, 1};
    }
    double from = Math.floor(Math.log10(min) + 1e-9);
    double to = Math.ceil(Math.log10(max) - 1e-9);
    return new double[] {from, Math.max(to, from + 1)};
  }

  private static double place(double value, double[] range, boolean ofX) {
    double share = value <= 0 ? 0 : (Math.log10(value) - range[0]) / (range[1] - range[0]);
    return ofX
        ? LEFT + share * (WIDTH - RIGHT - LEFT)
        : HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  }

  private void grid(StringBuilder svg, double[] range, boolean ofX) {
    for (int power = (int) range[0]; power <= range[1]; power++) {
      double at = place(Math.pow(10, power), range, ofX);
      if (ofX) {
        line(
            svg,
            "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#dddddd\"/>",
            at,
            TOP,
            at,
            HEIGHT - BOTTOM);
        line(
            svg,
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
            at,
            HEIGHT - BOTTOM + 18,
            percentiles ? percentile(power) : label(power));
      } else {
        line(
            svg,
            "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
            LEFT,
            at,
            WIDTH - RIGHT,
            at);
        line(
            svg,
            "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
            LEFT - 8,
            at + 4,
            label(power));
      }
    }
  }

  private static String percentile(int nines) {
    return switch (nines) {
      case 0 -> "0";
      case 1 -> "90";
      case 2 -> "99";
      default -> "99." + "9".repeat(nines - 2);
    };
  }

  private static String label(int power) {
    return switch (power) {
      case 0, 1, 2, 3 -> Integer.toString((int) Math.pow(10, power));
      case 4 -> "10 k";
      case 5 -> "100 k";
      case 6 -> "1 M";
      case 7 -> "10 M";
      case 8 -> "100 M";
      default -> power < 0 ? "0." + "0".repeat(-power - 1) + "1" : "1e" + power;
    };
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void line(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}

package io.ringfold.gateway.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.ringfold.engine.Histogram;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Histograms of one name as Prometheus knows them. Micrometer cannot take over counts that others
 * made, so this goes to the registry beneath it. Immutable.
 */
final class HistogramCollector implements Collector {
  private final String name;
  private final String help;
  private final double unit;
  private final Map<Labels, Histogram> histograms;

  /**
   * @param unit what a recorded value is divided by, like 1e9 where nanoseconds are shown in
   *     seconds
   */
  HistogramCollector(String name, String help, double unit, Map<Labels, Histogram> histograms) {
    this.name = name;
    this.help = help;
    this.unit = unit;
    this.histograms = new LinkedHashMap<>(histograms);
  }

  @Override
  public MetricFamilyDescriptor getMetricFamilyDescriptor() {
    return MetricFamilyDescriptor.histogram(name).help(help).build();
  }

  @Override
  public MetricSnapshot collect() {
    HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder().name(name).help(help);
    histograms.forEach(
        (labels, histogram) -> {
          Histogram.Counts counts = histogram.counts();
          double[] bounds =
              DoubleStream.concat(
                      Arrays.stream(histogram.bounds()).mapToDouble(bound -> bound / unit),
                      DoubleStream.of(Double.POSITIVE_INFINITY))
                  .toArray();
          snapshot.dataPoint(
              HistogramSnapshot.HistogramDataPointSnapshot.builder()
                  .labels(labels)
                  .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts.counts()))
                  .sum(counts.sum() / unit)
                  .build());
        });
    return snapshot.build();
  }
}

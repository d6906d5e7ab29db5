package dev.notely.runtime.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values of all instruments of the process at one moment. */
public final class Readings {
  private final Map<String, MetricData> byName = new HashMap<>();

  Readings(Collection<MetricData> all) {
    all.forEach(metric -> byName.put(metric.getName(), metric));
  }

  /**
   * A histogram's series by the values of some attributes, in their order; an attribute that a
   * series does not have reads "". Series that differ in others only are added up. Empty: nothing
   * was recorded yet.
   *
   * @throws IllegalArgumentException if the instrument is not a histogram
   */
  public Map<List<String>, Distribution> histogram(String name, List<String> attributes) {
    MetricData metric = byName.get(name);
    Map<List<String>, Distribution> series = new HashMap<>();
    if (metric == null) {
      return series;
    }
    Collection<HistogramPointData> points = metric.getHistogramData().getPoints();
    if (points.isEmpty()) {
      throw new IllegalArgumentException(name + " is no histogram");
    }
    // One list of bounds for all: readings are kept for a while.
    List<Double> bounds = List.copyOf(points.iterator().next().getBoundaries());
    for (HistogramPointData point : points) {
      series.merge(
          key(point.getAttributes(), attributes),
          new Distribution(bounds, point.getCounts()),
          Distribution::plus);
    }
    return series;
  }

  private static List<String> key(Attributes of, List<String> attributes) {
    Map<String, String> values = new HashMap<>();
    of.forEach((AttributeKey<?> key, Object value) -> values.put(key.getKey(), value.toString()));
    List<String> key = new ArrayList<>(attributes.size());
    attributes.forEach(name -> key.add(values.getOrDefault(name, "")));
    return List.copyOf(key);
  }

  /** A counter or gauge of whole numbers, all its series added up; 0: none has a value yet. */
  public long number(String name) {
    MetricData metric = byName.get(name);
    if (metric == null) {
      return 0;
    }
    return switch (metric.getType()) {
      case LONG_SUM ->
          metric.getLongSumData().getPoints().stream().mapToLong(point -> point.getValue()).sum();
      case LONG_GAUGE ->
          metric.getLongGaugeData().getPoints().stream().mapToLong(point -> point.getValue()).sum();
      case DOUBLE_GAUGE, DOUBLE_SUM, SUMMARY, HISTOGRAM, EXPONENTIAL_HISTOGRAM ->
          throw new IllegalArgumentException(name + " does not count in whole numbers");
    };
  }
}

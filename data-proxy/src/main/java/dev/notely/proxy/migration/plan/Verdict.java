package dev.notely.proxy.migration.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a gate decided, with the figures that it looked at. */
public sealed interface Verdict {
  Map<String, Number> evidence();

  /** Within all bounds. */
  record Passed(Map<String, Number> evidence) implements Verdict {
    public Passed {
      evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }
  }

  /**
   * Over a bound.
   *
   * @param reason a sentence that names figures and bounds
   */
  record Failed(String reason, Map<String, Number> evidence) implements Verdict {
    public Failed {
      evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }
  }
}

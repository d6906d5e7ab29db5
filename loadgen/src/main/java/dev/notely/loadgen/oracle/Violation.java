package dev.notely.loadgen.oracle;

import java.util.List;
import java.util.UUID;

/** An answer that no order of the operations explains. */
public record Violation(
    UUID account,
    UUID note,
    List<String> expected,
    String actual,
    List<String> around,
    String traceId) {
  public Violation {
    expected = List.copyOf(expected);
    around = List.copyOf(around);
  }
}

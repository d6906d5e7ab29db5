package dev.notely.proxy.telemetry;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who could not be asked, why, and since when. Not for several threads. */
public final class Absences {
  private final Map<String, Absence> absent = new TreeMap<>();

  /**
   * Somebody who could not be asked.
   *
   * @param why a sentence
   */
  public record Absence(String who, String why, long sinceMs) {}

  /** Nobody. */
  public Absences() {}

  /** Those who could not be asked just now, with why; all others could. */
  public List<Absence> update(Map<String, String> missing, long nowMs) {
    absent.keySet().retainAll(missing.keySet());
    missing.forEach((who, why) -> {
      Absence before = absent.get(who);
      absent.put(who, new Absence(who, why, before == null ? nowMs : before.sinceMs()));
    });
    return List.copyOf(absent.values());
  }
}

package dev.notely.supervisor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one live line of the demo. On a terminal it is drawn over; elsewhere a line comes every five
 * seconds.
 */
final class DemoProgress {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int QUIET_LINES = 5;

  private final boolean terminal;
  private final List<String> deaths = new CopyOnWriteArrayList<>();
  private final CountDownLatch died = new CountDownLatch(1);
  private volatile String act = "warm-up";
  private volatile String shown = "";
  private volatile double p99Ms; // of the last second
  private volatile boolean loadMayEnd;
  private int lines; // written by the load's output thread only

  DemoProgress(boolean terminal) {
    this.terminal = terminal;
  }

  /** A line of a child: only the load's progress is of interest. */
  void onLine(String name, String line) {
    if (!name.equals("load")) {
      return;
    }
    try {
      JsonNode progress = JSON.readTree(line);
      p99Ms = progress.path("p99Ms").asDouble();
      String drawn =
          "%s%s | %d requests/s, p99 %.0f ms, %d errors, %d violations"
              .formatted(
                  act,
                  shown,
                  progress.path("rps").asInt(),
                  p99Ms,
                  progress.path("errors").asInt(),
                  progress.path("violations").asInt());
      if (terminal) {
        System.out.print("\r\u001b[K" + drawn);
        System.out.flush();
      } else if (lines++ % QUIET_LINES == 0) {
        System.out.println(drawn);
      }
    } catch (JacksonException e) {
      System.out.println(line);
    }
  }

  /** An act begins. */
  void begin(String title) {
    act = title;
    shown = "";
  }

  /** How far the act is. */
  void show(String what) {
    shown = " | " + what;
  }

  /** What users waited at most in the last second, but for one request in a hundred. */
  double p99Ms() {
    return p99Ms;
  }

  void say(String what) {
    System.out.println((terminal ? "\n" : "") + what);
  }

  /** The load ends by itself now: that is no death. */
  void finishLoad() {
    loadMayEnd = true;
  }

  void onDeath(String name, String what) {
    if (name.equals("load") && loadMayEnd) {
      return;
    }
    deaths.add(name + " " + what);
    died.countDown();
  }

  List<String> deaths() {
    return List.copyOf(deaths);
  }

  /** Waits; false if a process died meanwhile. */
  boolean pause(long millis) throws InterruptedException {
    return !died.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Says what went wrong; always false. */
  boolean failed() {
    deaths.forEach(this::say);
    return false;
  }
}

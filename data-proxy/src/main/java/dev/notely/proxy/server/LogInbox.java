package dev.notely.proxy.server;

import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.runtime.logging.LogTail;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Log events of others until they are shown, at most four processes' worth. For any thread. */
final class LogInbox {
  private final BlockingQueue<LogEvent> events = new ArrayBlockingQueue<>(4 * LogTail.BOUND);

  /** They came; where nobody takes them the first are as good. */
  void add(List<LogEvent> came) {
    came.forEach(events::offer);
  }

  /** Those that came since they were last taken. */
  List<LogEvent> take() {
    List<LogEvent> taken = new ArrayList<>();
    events.drainTo(taken);
    return taken;
  }
}

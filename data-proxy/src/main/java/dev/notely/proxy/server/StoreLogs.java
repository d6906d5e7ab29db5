package dev.notely.proxy.server;

import dev.notely.proto.telemetry.v1.LogAfter;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.LogEvents;
import dev.notely.proto.telemetry.v1.LogServiceGrpc;
import dev.notely.proxy.server.Look.Seen;
import dev.notely.proxy.store.StoreUnavailableException;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks stores and the catalog what they have logged. Of one that does not answer it is asked again
 * the next time; that it is silent its row says.
 */
final class StoreLogs {
  private static final long PATIENCE_MS = 800;

  private final Supplier<List<String>> processes;
  private final Function<String, Channel> channels;
  private final Map<String, Long> numbers = new HashMap<>(); // of one look at a time
  private final LogInbox log = new LogInbox();

  /**
   * Has asked nobody.
   *
   * @param processes their names
   * @param channels to one of them; throws {@link StoreUnavailableException} when it is gone
   */
  StoreLogs(Supplier<List<String>> processes, Function<String, Channel> channels) {
    this.processes = processes;
    this.channels = channels;
  }

  /** One after the other; the numbers of the last events. */
  Seen<Map<String, Long>> look() {
    List<String> asked = processes.get();
    asked.forEach(this::ask);
    numbers.keySet().retainAll(asked);
    return Seen.whole(Map.copyOf(numbers));
  }

  private void ask(String process) {
    LogEvents said;
    try {
      said =
          LogServiceGrpc.newBlockingStub(channels.apply(process))
              .withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS)
              .after(LogAfter.newBuilder().setNumber(numbers.getOrDefault(process, 0L)).build());
    } catch (StatusRuntimeException | StoreUnavailableException e) {
      return;
    }
    numbers.put(process, said.getNumber());
    log.add(said.getLogList());
  }

  /** Log events that came since they were last taken. */
  List<LogEvent> take() {
    return log.take();
  }
}

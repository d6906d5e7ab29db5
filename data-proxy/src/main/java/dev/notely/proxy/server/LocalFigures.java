package dev.notely.proxy.server;

import dev.notely.proto.accounts.v1.AccountServiceGrpc;
import dev.notely.proto.notes.v1.NoteServiceGrpc;
import dev.notely.proto.telemetry.v1.Histogram;
import dev.notely.proto.telemetry.v1.LocalTelemetry;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proxy.store.OperationMetrics;
import dev.notely.runtime.grpc.Mirrored;
import dev.notely.runtime.logging.LogTail;
import dev.notely.runtime.telemetry.Distribution;
import dev.notely.runtime.telemetry.Instruments;
import dev.notely.runtime.telemetry.MinuteAgo;
import dev.notely.runtime.telemetry.Readings;
import io.grpc.Status;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this proxy knows by itself, read from its own instruments. */
final class LocalFigures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalFigures.class);
  private static final String CALLS = "rpc.server.duration"; // in milliseconds
  private static final List<String> CALLS_KEY =
      List.of("rpc.service", Mirrored.ATTRIBUTE, "rpc.grpc.status_code");
  private static final Set<String> OF_USERS =
      Set.of(NoteServiceGrpc.SERVICE_NAME, AccountServiceGrpc.SERVICE_NAME);
  private static final double MS_PER_S = 1_000;

  /** Answers of the contract, and callers that left. */
  private static final Set<Status.Code> NO_ERRORS =
      EnumSet.of(
          Status.Code.OK,
          Status.Code.NOT_FOUND,
          Status.Code.ALREADY_EXISTS,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.CANCELLED);

  private final Instruments instruments;
  private final LogTail log;
  private final GatewayReports gateways;
  private final Supplier<Proxy> self;
  private final MinuteAgo<Counted> minuteAgo = new MinuteAgo<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("minute-ago").factory());

  /**
   * What is told with its value of a minute ago.
   *
   * @param requests of users; empty: none yet
   */
  private record Counted(
      Map<List<String>, Distribution> operations, Optional<Distribution> requests, long errors) {
    static final Counted NONE = new Counted(Map.of(), Optional.empty(), 0);
  }

  /**
   * Remembers a minute from {@link #start} on.
   *
   * @param self what is known of this proxy otherwise
   */
  LocalFigures(
      Instruments instruments, LogTail log, GatewayReports gateways, Supplier<Proxy> self) {
    this.instruments = instruments;
    this.log = log;
    this.gateways = gateways;
    this.self = self;
  }

  void start() {
    var _ =
        timer.scheduleAtFixedRate(
            this::keep, MinuteAgo.STEP_NANOS, MinuteAgo.STEP_NANOS, TimeUnit.NANOSECONDS);
  }

  private void keep() {
    try {
      minuteAgo.keep(System.nanoTime(), count());
    } catch (RuntimeException e) {
      LOG.error("the instruments could not be read", e);
    }
  }

  private Counted count() {
    Readings readings = instruments.read();
    Map<List<String>, Distribution> calls = new HashMap<>(readings.histogram(CALLS, CALLS_KEY));
    calls.keySet().removeIf(key -> !OF_USERS.contains(key.getFirst()) || !key.get(1).isEmpty());
    return new Counted(
        readings.histogram(OperationMetrics.NAME, OperationMetrics.ATTRIBUTES),
        calls.values().stream().reduce(Distribution::plus),
        calls.entrySet().stream()
            .filter(call -> isError(call.getKey().getLast()))
            .mapToLong(call -> call.getValue().total())
            .sum());
  }

  private static boolean isError(String status) {
    return !NO_ERRORS.contains(Status.fromCodeValue(Integer.parseInt(status)).getCode());
  }

  /** As it is now, with log events after a number. */
  LocalTelemetry read(long logAfter) {
    Counted now = count();
    Counted before = minuteAgo.before(System.nanoTime()).orElse(Counted.NONE);
    LogTail.Read logged = log.after(logAfter, LogTail.BOUND);
    LocalTelemetry.Builder local =
        LocalTelemetry.newBuilder()
            .setProxy(self.get())
            .addAllGateways(gateways.current())
            .addAllLog(logged.events().stream().map(LocalFigures::event).toList())
            .setLogNumber(logged.number())
            .setErrors(now.errors())
            .setErrorsMinuteAgo(before.errors());
    now.operations()
        .forEach((key, counts) ->
            local.addOperations(
                histogram(counts, Optional.ofNullable(before.operations().get(key)), 1)
                    .addAllKey(key)));
    now.requests()
        .ifPresent(counts -> local.setRequests(histogram(counts, before.requests(), MS_PER_S)));
    return local.build();
  }

  private static Histogram.Builder histogram(
      Distribution counts, Optional<Distribution> before, double perSecond) {
    return Histogram.newBuilder()
        .addAllBoundsS(counts.bounds().stream().map(bound -> bound / perSecond).toList())
        .addAllCounts(counts.counts())
        .addAllMinuteAgo(before.map(Distribution::counts).orElse(List.of()));
  }

  private static LogEvent event(LogTail.Event event) {
    return LogEvent.newBuilder()
        .setTimeMs(event.timeMs())
        .setProcess(event.process())
        .setLevel(event.level())
        .setLogger(event.logger())
        .setMessage(event.message())
        .setTraceId(event.traceId())
        .build();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

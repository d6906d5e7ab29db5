package dev.notely.proxy.server;

import dev.notely.proto.migrations.v1.MigrationId;
import dev.notely.proto.migrations.v1.MoverTimes;
import dev.notely.proto.migrations.v1.ThrottleServiceGrpc;
import dev.notely.proxy.migration.throttle.ThrottleTimes;
import dev.notely.proxy.migration.throttle.ThrottleTimes.Wait;
import dev.notely.runtime.grpc.HostPort;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks all proxies at once what the movers of a migration wait for. Keeps a channel to each. */
final class ThrottleLook implements AutoCloseable {
  private static final long LOOK_MS = 500;

  private final Supplier<List<HostPort>> proxies;
  private final Function<HostPort, ManagedChannel> channels;
  private final Map<HostPort, ManagedChannel> open = new HashMap<>(); // guarded by this

  /**
   * Asks nobody yet.
   *
   * @param proxies as they are now
   * @param channels opens one
   */
  ThrottleLook(Supplier<List<HostPort>> proxies, Function<HostPort, ManagedChannel> channels) {
    this.proxies = proxies;
    this.channels = channels;
  }

  /**
   * What was seen.
   *
   * @param silent proxies that have not answered within half a second: their times are missing
   */
  record Seen(ThrottleTimes times, int proxies, int silent) {
    static final Seen NOTHING = new Seen(ThrottleTimes.NONE, 0, 0);
  }

  /** Blocking, for half a second at most. */
  Seen look(long migration) {
    List<CompletableFuture<Optional<ThrottleTimes>>> answers =
        follow(proxies.get()).stream().map(channel -> ask(channel, migration)).toList();
    List<ThrottleTimes> times =
        answers.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();
    return new Seen(
        times.stream().reduce(ThrottleTimes.NONE, ThrottleTimes::plus),
        answers.size(),
        answers.size() - times.size());
  }

  private synchronized List<ManagedChannel> follow(List<HostPort> live) {
    List<HostPort> gone = open.keySet().stream().filter(one -> !live.contains(one)).toList();
    for (HostPort one : gone) {
      Optional.ofNullable(open.remove(one)).ifPresent(ManagedChannel::shutdownNow);
    }
    List<ManagedChannel> all = new ArrayList<>();
    live.forEach(one -> all.add(open.computeIfAbsent(one, channels)));
    return all;
  }

  private static CompletableFuture<Optional<ThrottleTimes>> ask(
      ManagedChannel channel, long migration) {
    CompletableFuture<Optional<ThrottleTimes>> answer = new CompletableFuture<>();
    StreamObserver<MoverTimes> observer =
        new StreamObserver<>() {
          @Override
          public void onNext(MoverTimes times) {
            answer.complete(Optional.of(read(times)));
          }

          @Override
          public void onError(Throwable cause) {
            answer.complete(Optional.empty());
          }

          @Override
          public void onCompleted() {
            answer.complete(Optional.empty());
          }
        };
    Context.ROOT.run(() ->
        ThrottleServiceGrpc.newStub(channel)
            .withDeadlineAfter(LOOK_MS, TimeUnit.MILLISECONDS)
            .look(MigrationId.newBuilder().setId(migration).build(), observer));
    return answer;
  }

  private static ThrottleTimes read(MoverTimes times) {
    return new ThrottleTimes(
        times.getWorkedMs(),
        times.getWaitsList().stream()
            .map(wait ->
                new Wait(wait.getSignal(), wait.getSentence(), wait.getMs(), wait.getLatelyMs()))
            .toList());
  }

  @Override
  public synchronized void close() {
    open.values().forEach(ManagedChannel::shutdownNow);
    open.clear();
  }
}

package dev.notely.proxy.server;

import dev.notely.proto.migrations.v1.MigrationId;
import dev.notely.proto.migrations.v1.MoverTimes;
import dev.notely.proto.migrations.v1.ThrottleServiceGrpc;
import dev.notely.proxy.migration.throttle.ThrottleTimes;
import dev.notely.proxy.migration.throttle.ThrottleTimes.Wait;
import dev.notely.proxy.server.EveryProxy.Answer;
import io.grpc.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks all proxies what the movers of a migration wait for. */
final class ThrottleLook {
  private static final long LOOK_MS = 500;

  private final EveryProxy proxies;

  ThrottleLook(EveryProxy proxies) {
    this.proxies = proxies;
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
    MigrationId request = MigrationId.newBuilder().setId(migration).build();
    List<Answer<MoverTimes>> answers = proxies.ask(proxy -> times(proxy, request));
    List<ThrottleTimes> times =
        answers.stream()
            .map(Answer::reply)
            .flatMap(Optional::stream)
            .map(ThrottleLook::read)
            .toList();
    return new Seen(
        times.stream().reduce(ThrottleTimes.NONE, ThrottleTimes::plus),
        answers.size(),
        answers.size() - times.size());
  }

  private static MoverTimes times(Channel proxy, MigrationId request) {
    return ThrottleServiceGrpc.newBlockingStub(proxy)
        .withDeadlineAfter(LOOK_MS, TimeUnit.MILLISECONDS)
        .look(request);
  }

  private static ThrottleTimes read(MoverTimes times) {
    return new ThrottleTimes(
        times.getWorkedMs(),
        times.getWaitsList().stream()
            .map(wait ->
                new Wait(wait.getSignal(), wait.getSentence(), wait.getMs(), wait.getLatelyMs()))
            .toList());
  }
}

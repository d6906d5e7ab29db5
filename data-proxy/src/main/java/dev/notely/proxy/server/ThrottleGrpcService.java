package dev.notely.proxy.server;

import dev.notely.proto.migrations.v1.MigrationId;
import dev.notely.proto.migrations.v1.MoverTimes;
import dev.notely.proto.migrations.v1.MoverWait;
import dev.notely.proto.migrations.v1.ThrottleServiceGrpc;
import dev.notely.proxy.migration.throttle.ThrottleTimes;
import io.grpc.stub.StreamObserver;
import java.util.function.LongFunction;

/** Tells other proxies what this one's movers wait for. From memory: never blocks. */
final class ThrottleGrpcService extends ThrottleServiceGrpc.ThrottleServiceImplBase {
  private final LongFunction<ThrottleTimes> times;

  /** Of a migration by its number. */
  ThrottleGrpcService(LongFunction<ThrottleTimes> times) {
    this.times = times;
  }

  @Override
  public void look(MigrationId request, StreamObserver<MoverTimes> observer) {
    observer.onNext(message(times.apply(request.getId())));
    observer.onCompleted();
  }

  private static MoverTimes message(ThrottleTimes times) {
    return MoverTimes.newBuilder()
        .setWorkedMs(times.workedMillis())
        .addAllWaits(
            times.waits().stream()
                .map(wait ->
                    MoverWait.newBuilder()
                        .setSignal(wait.signal())
                        .setSentence(wait.sentence())
                        .setMs(wait.millis())
                        .setLatelyMs(wait.latelyMillis())
                        .build())
                .toList())
        .build();
  }
}

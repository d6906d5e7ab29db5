package dev.notely.proxy.server;

import dev.notely.proto.migrations.v1.MigrationId;
import dev.notely.proto.migrations.v1.MoverTimes;
import dev.notely.proto.migrations.v1.MoverWait;
import dev.notely.proto.migrations.v1.MovingAt;
import dev.notely.proto.migrations.v1.StoreUsers;
import dev.notely.proto.migrations.v1.ThrottleServiceGrpc;
import dev.notely.proto.migrations.v1.UsersAt;
import dev.notely.proxy.migration.throttle.Throttle;
import dev.notely.proxy.migration.throttle.ThrottleTimes;
import io.grpc.stub.StreamObserver;

/**
 * Tells other proxies what this one's movers wait for, and what its users feel. From memory: never
 * blocks.
 */
final class ThrottleGrpcService extends ThrottleServiceGrpc.ThrottleServiceImplBase {
  private final Throttle throttle;

  ThrottleGrpcService(Throttle throttle) {
    this.throttle = throttle;
  }

  @Override
  public void look(MigrationId request, StreamObserver<MoverTimes> observer) {
    observer.onNext(message(throttle.times(request.getId())));
    observer.onCompleted();
  }

  @Override
  public void feel(MovingAt request, StreamObserver<UsersAt> observer) {
    UsersAt.Builder users = UsersAt.newBuilder();
    throttle
        .movesElsewhere(request.getStoresList())
        .forEach((store, felt) ->
            users.addStores(
                StoreUsers.newBuilder()
                    .setStore(store)
                    .setShare(felt.share())
                    .setSentence(felt.sentence())));
    observer.onNext(users.build());
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

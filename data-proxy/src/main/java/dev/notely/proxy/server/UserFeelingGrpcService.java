package dev.notely.proxy.server;

import dev.notely.proto.migrations.v1.Cohort;
import dev.notely.proto.migrations.v1.CohortCount;
import dev.notely.proto.migrations.v1.CohortCounts;
import dev.notely.proto.migrations.v1.Cohorts;
import dev.notely.proto.migrations.v1.LatencyBucket;
import dev.notely.proto.migrations.v1.UserFeelingServiceGrpc;
import dev.notely.proxy.feeling.Counts;
import dev.notely.proxy.feeling.UserFeelings;
import dev.notely.proxy.store.Ids;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Tells other proxies once a second what users felt here. Bounded: a watch costs memory, and each
 * operation a look at every watch. A reader that does not keep up gets more in one message.
 */
final class UserFeelingGrpcService extends UserFeelingServiceGrpc.UserFeelingServiceImplBase
    implements AutoCloseable {
  private static final int MOST_WATCHES = 16;
  private static final int MOST_COHORTS = 64;
  private static final int MOST_ACCOUNTS = 200_000;

  private final UserFeelings feelings;
  private final long periodMs;
  private final Semaphore free = new Semaphore(MOST_WATCHES);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("user-feelings").factory());

  UserFeelingGrpcService(UserFeelings feelings) {
    this(feelings, 1_000);
  }

  UserFeelingGrpcService(UserFeelings feelings, long periodMs) {
    this.feelings = feelings;
    this.periodMs = periodMs;
  }

  @Override
  public void watch(Cohorts request, StreamObserver<CohortCounts> observer) {
    if (!free.tryAcquire()) {
      observer.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("there are " + MOST_WATCHES + " watches already")
              .asRuntimeException());
      return;
    }
    try {
      List<Set<UUID>> cohorts = cohorts(request);
      stream(feelings.watch(cohorts), (ServerCallStreamObserver<CohortCounts>) observer);
    } catch (IllegalArgumentException e) {
      free.release();
      observer.onError(StatusMapper.toStatus(e));
    }
  }

  private void stream(UserFeelings.Watch watch, ServerCallStreamObserver<CohortCounts> observer) {
    var ticks =
        timer.scheduleAtFixedRate(
            () -> {
              if (observer.isReady()) {
                observer.onNext(message(watch.take()));
              }
            },
            periodMs,
            periodMs,
            TimeUnit.MILLISECONDS);
    observer.setOnCancelHandler(() -> {
      ticks.cancel(false);
      watch.close();
      free.release();
    });
  }

  private static List<Set<UUID>> cohorts(Cohorts request) {
    int cohorts = request.getCohortsCount();
    if (cohorts == 0 || cohorts > MOST_COHORTS) {
      throw new IllegalArgumentException(
          "cohorts has " + cohorts + " elements; allowed are 1 to " + MOST_COHORTS);
    }
    int accounts = request.getCohortsList().stream().mapToInt(Cohort::getAccountsCount).sum();
    if (accounts > MOST_ACCOUNTS) {
      throw new IllegalArgumentException(
          "cohorts have " + accounts + " accounts; allowed are " + MOST_ACCOUNTS);
    }
    return request.getCohortsList().stream().map(UserFeelingGrpcService::accounts).toList();
  }

  private static Set<UUID> accounts(Cohort cohort) {
    return cohort.getAccountsList().stream()
        .map(bytes -> Ids.uuid("account", bytes))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static CohortCounts message(List<Counts> counts) {
    CohortCounts.Builder message = CohortCounts.newBuilder();
    for (Counts cohort : counts) {
      CohortCount.Builder count =
          CohortCount.newBuilder().setRequests(cohort.requests()).setErrors(cohort.errors());
      for (Counts.Bucket bucket : cohort.histogram()) {
        count.addLatencies(
            LatencyBucket.newBuilder().setMicros(bucket.micros()).setRequests(bucket.requests()));
      }
      message.addCohorts(count);
    }
    return message.build();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

package dev.notely.store.server;

import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** What a stream brought, and how it ended. */
final class Recorder<T> implements StreamObserver<T> {
  private final List<T> items = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();

  /** Takes items of any type. */
  static <R> StreamObserver<R> of(Recorder<? super R> recorder) {
    return new StreamObserver<>() {
      @Override
      public void onNext(R item) {
        recorder.onNext(item);
      }

      @Override
      public void onError(Throwable cause) {
        recorder.onError(cause);
      }

      @Override
      public void onCompleted() {
        recorder.onCompleted();
      }
    };
  }

  @Override
  public void onNext(T item) {
    items.add(item);
  }

  @Override
  public void onError(Throwable cause) {
    end.complete(Status.fromThrowable(cause));
  }

  @Override
  public void onCompleted() {
    end.complete(Status.OK);
  }

  List<T> items() {
    return List.copyOf(items);
  }

  void awaitItems(int count) {
    await().atMost(Duration.ofSeconds(10)).until(() -> items.size() >= count);
  }

  Status awaitEnd() {
    return end.orTimeout(10, TimeUnit.SECONDS).join();
  }
}

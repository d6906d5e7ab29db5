package dev.notely.store.server;

import dev.notely.proto.store.v1.ReadReply;
import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.StoreNoteServiceGrpc;
import dev.notely.proto.store.v1.WriteReply;
import dev.notely.proto.store.v1.WriteRequest;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that is slow on command, for tests and the demo: what is asked is done at once, the
 * answer comes late. No thread waits meanwhile.
 */
final class DelayedNoteService extends StoreNoteServiceGrpc.StoreNoteServiceImplBase
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DelayedNoteService.class);
  private static final Pattern DELAY = Pattern.compile("DELAY (\\d{1,5})");

  private final StoreNoteServiceGrpc.StoreNoteServiceImplBase inner;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("delay").factory());
  private volatile long delayMs;

  DelayedNoteService(StoreNoteServiceGrpc.StoreNoteServiceImplBase inner) {
    this.inner = inner;
  }

  /** {@code DELAY <ms>}: from now on answers come so late, with 0 at once. */
  void command(String line) {
    Matcher delay = DELAY.matcher(line.strip());
    if (!delay.matches()) {
      LOG.atWarn().addKeyValue("line", line).log("not a fault: it is DELAY and 0 to 99999 ms");
      return;
    }
    delayMs = Long.parseLong(delay.group(1));
    LOG.atInfo().addKeyValue("ms", delayMs).log("answers are delayed");
  }

  @Override
  public void read(ReadRequest request, StreamObserver<ReadReply> observer) {
    inner.read(request, delayed(observer));
  }

  @Override
  public void write(WriteRequest request, StreamObserver<WriteReply> observer) {
    inner.write(request, delayed(observer));
  }

  private <R> StreamObserver<R> delayed(StreamObserver<R> observer) {
    long delay = delayMs;
    return delay == 0 ? observer : new Late<>(observer, timer, delay);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** Passes on in order: equally late, on one thread. */
  private record Late<R>(StreamObserver<R> observer, ScheduledExecutorService timer, long delayMs)
      implements StreamObserver<R> {
    @Override
    public void onNext(R reply) {
      later(() -> observer.onNext(reply));
    }

    @Override
    public void onError(Throwable cause) {
      later(() -> observer.onError(cause));
    }

    @Override
    public void onCompleted() {
      later(observer::onCompleted);
    }

    private void later(Runnable answer) {
      var _ = timer.schedule(answer, delayMs, TimeUnit.MILLISECONDS);
    }
  }
}

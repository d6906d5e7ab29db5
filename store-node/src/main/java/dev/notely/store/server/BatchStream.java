package dev.notely.store.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.store.v1.RecordBatch;
import dev.notely.store.notes.BatchRange;
import dev.notely.store.notes.RecordReply;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends batches only as fast as they are taken: a slow target holds neither a thread nor memory
 * here.
 */
final class BatchStream {
  private final ServerCallStreamObserver<RecordBatch> observer;
  private final Source source;
  private final Executor executor;
  private final AtomicBoolean pumping = new AtomicBoolean();
  private volatile boolean finished;

  private BatchStream(
      ServerCallStreamObserver<RecordBatch> observer, Source source, Executor executor) {
    this.observer = observer;
    this.source = source;
    this.executor = executor;
  }

  /** Ends at once with FAILED_PRECONDITION and the refusal's name if the row does not permit it. */
  static void start(
      ServerCallStreamObserver<RecordBatch> observer, Source source, Executor executor) {
    if (!source.allowed.isDone()) {
      observer.onError(RecordGrpcService.refused(source.allowed).asRuntimeException());
      return;
    }
    BatchStream stream = new BatchStream(observer, source, executor);
    observer.setOnReadyHandler(stream::wake);
    observer.setOnCancelHandler(() -> stream.finished = true);
    stream.wake();
  }

  private void wake() {
    if (finished || !pumping.compareAndSet(false, true)) {
      return;
    }
    try {
      executor.execute(this::pump);
    } catch (RejectedExecutionException e) {
      finished = true;
      observer.onError(
          io.grpc.Status.RESOURCE_EXHAUSTED
              .withDescription("too many streams")
              .asRuntimeException());
    }
  }

  private void pump() {
    try {
      while (!finished && observer.isReady()) {
        dev.notely.store.notes.RecordBatch batch = source.next();
        observer.onNext(ProtoMapping.batch(batch));
        if (source.isLast(batch)) {
          finished = true;
          observer.onCompleted();
        }
      }
    } catch (RuntimeException e) {
      finished = true;
      observer.onError(StatusMapper.toStatus(e));
    } finally {
      pumping.set(false);
    }
    // Readiness may have come between the last look and the release: nobody else would wake us.
    if (!finished && observer.isReady()) {
      wake();
    }
  }

  /**
   * Where batches come from: a scan by position, or changes by seq up to the last one at the call.
   */
  static final class Source {
    private final RecordReply allowed;
    private final Read read;
    private ByteString position = ByteString.EMPTY;
    private long seq;
    private final long until;

    Source(RecordReply allowed, ScanRead read, ByteString after) {
      this.allowed = allowed;
      this.read = () -> read.after(position);
      this.position = after;
      this.until = 0;
    }

    Source(RecordReply allowed, ChangesRead read, long after) {
      this.allowed = allowed;
      this.read = () -> read.after(seq);
      this.seq = after;
      this.until = allowed.row().lastSeq();
    }

    private dev.notely.store.notes.RecordBatch next() {
      dev.notely.store.notes.RecordBatch batch = read.next();
      switch (batch.range()) {
        case BatchRange.Scan scan -> position = scan.to();
        case BatchRange.Changes changes -> seq = changes.to();
      }
      return batch;
    }

    private boolean isLast(dev.notely.store.notes.RecordBatch batch) {
      return switch (batch.range()) {
        case BatchRange.Scan scan -> scan.isEnd();
        case BatchRange.Changes changes -> changes.to() >= until;
      };
    }

    private interface Read {
      dev.notely.store.notes.RecordBatch next();
    }

    interface ScanRead {
      dev.notely.store.notes.RecordBatch after(ByteString position);
    }

    interface ChangesRead {
      dev.notely.store.notes.RecordBatch after(long seq);
    }
  }
}

package dev.notely.store.server;

import dev.notely.proto.telemetry.v1.LogAfter;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.LogEvents;
import dev.notely.proto.telemetry.v1.LogServiceGrpc;
import dev.notely.runtime.logging.LogTail;
import io.grpc.stub.StreamObserver;

/**
 * What this process has logged, for whoever shows it: from memory, so it works while the file does
 * not.
 */
final class LogGrpcService extends LogServiceGrpc.LogServiceImplBase {
  private final LogTail log;

  LogGrpcService(LogTail log) {
    this.log = log;
  }

  @Override
  public void after(LogAfter request, StreamObserver<LogEvents> observer) {
    LogTail.Read logged = log.after(request.getNumber(), LogTail.BOUND);
    observer.onNext(
        LogEvents.newBuilder()
            .addAllLog(logged.events().stream().map(LogGrpcService::event).toList())
            .setNumber(logged.number())
            .build());
    observer.onCompleted();
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
}

package dev.notely.proxy.server;

import dev.notely.proto.telemetry.v1.GatewayReport;
import dev.notely.proto.telemetry.v1.GatewayReportReply;
import dev.notely.proto.telemetry.v1.LocalTelemetry;
import dev.notely.proto.telemetry.v1.LocalTelemetryRequest;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.TelemetryServiceGrpc;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import dev.notely.proto.telemetry.v1.WatchTelemetry;
import dev.notely.runtime.logging.LogTail;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The telemetry stream, what gateways report for it, and what proxies tell one another. */
final class TelemetryGrpcService extends TelemetryServiceGrpc.TelemetryServiceImplBase
    implements AutoCloseable {
  private static final int REPORT_STREAMS = 256;

  private final TelemetryHub hub;
  private final LocalFigures local;
  private final GatewayReports reports;
  private final LogTail log;
  private final Set<StreamObserver<GatewayReportReply>> reporting = ConcurrentHashMap.newKeySet();

  TelemetryGrpcService(TelemetryHub hub, LocalFigures local, GatewayReports reports, LogTail log) {
    this.hub = hub;
    this.local = local;
    this.reports = reports;
    this.log = log;
  }

  @Override
  public void watch(WatchTelemetry request, StreamObserver<TelemetryUpdate> observer) {
    hub.watch(request, (ServerCallStreamObserver<TelemetryUpdate>) observer);
  }

  @Override
  public void local(LocalTelemetryRequest request, StreamObserver<LocalTelemetry> observer) {
    observer.onNext(local.read(request.getLogAfter()));
    observer.onCompleted();
  }

  @Override
  public StreamObserver<GatewayReport> report(StreamObserver<GatewayReportReply> replies) {
    Reports stream = new Reports(replies);
    ((ServerCallStreamObserver<GatewayReportReply>) replies).setOnCancelHandler(stream::end);
    if (reporting.size() >= REPORT_STREAMS) {
      stream.fail(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "there are " + REPORT_STREAMS + " gateways already"));
    } else {
      reporting.add(replies);
    }
    return stream;
  }

  /** What one gateway reports; called by the event loop. */
  private final class Reports implements StreamObserver<GatewayReport> {
    private final StreamObserver<GatewayReportReply> replies;
    private boolean over;

    Reports(StreamObserver<GatewayReportReply> replies) {
      this.replies = replies;
    }

    @Override
    public void onNext(GatewayReport report) {
      if (over) {
        return;
      }
      try {
        reports.keep(report);
      } catch (IllegalArgumentException e) {
        fail(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
        return;
      }
      String gateway = report.getGateway().getName();
      report.getLogList().forEach(event -> log.add(event(gateway, event)));
      replies.onNext(GatewayReportReply.getDefaultInstance());
    }

    void fail(Status why) {
      over = true;
      end();
      replies.onError(why.asRuntimeException());
    }

    void end() {
      reporting.remove(replies);
    }

    @Override
    public void onError(Throwable cause) {
      end();
    }

    @Override
    public void onCompleted() {
      end();
      if (!over) {
        replies.onCompleted();
      }
    }
  }

  private static LogTail.Event event(String gateway, LogEvent event) {
    return new LogTail.Event(
        0,
        event.getTimeMs(),
        gateway,
        event.getLevel(),
        event.getLogger(),
        event.getMessage(),
        event.getTraceId());
  }

  /** Ends all streams, so that the server can stop. */
  @Override
  public void close() {
    hub.close();
    for (StreamObserver<GatewayReportReply> replies : List.copyOf(reporting)) {
      if (reporting.remove(replies)) {
        replies.onError(
            Status.UNAVAILABLE.withDescription("the proxy is stopping").asRuntimeException());
      }
    }
    local.close();
  }
}

package dev.notely.gateway.proxy;

import dev.notely.proto.telemetry.v1.GatewayReport;
import dev.notely.proto.telemetry.v1.GatewayReportReply;
import dev.notely.proto.telemetry.v1.TelemetryServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;

/**
 * A stream of reports to one proxy. At most one of them is not answered; a proxy that leaves one
 * without an answer for three seconds is lost.
 */
final class ReportLine {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final StreamObserver<GatewayReport> reports;
  private volatile boolean broken;
  private volatile boolean answered = true;
  private long sentNanos; // of the reporter's thread

  ReportLine(Channel proxy) {
    reports = TelemetryServiceGrpc.newStub(proxy).report(new Replies());
  }

  private final class Replies implements StreamObserver<GatewayReportReply> {
    @Override
    public void onNext(GatewayReportReply reply) {
      answered = true;
    }

    @Override
    public void onError(Throwable cause) {
      broken = true;
    }

    @Override
    public void onCompleted() {
      broken = true;
    }
  }

  /** All that was sent is kept. */
  boolean isAnswered() {
    return answered;
  }

  boolean isLost(long nanos) {
    return broken || (!answered && nanos - sentNanos > PATIENCE_NANOS);
  }

  /** Only where all is answered. */
  void send(GatewayReport report, long nanos) {
    answered = false;
    sentNanos = nanos;
    reports.onNext(report);
  }

  void drop() {
    reports.onError(Status.CANCELLED.withDescription("no longer wanted").asRuntimeException());
  }
}

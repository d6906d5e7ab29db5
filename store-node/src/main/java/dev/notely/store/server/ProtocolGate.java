package dev.notely.store.server;

import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.runtime.grpc.Protocol;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses callers that do not say that they speak the present protocol, before anything else of
 * their calls is looked at. Members may speak without: what a proxy speaks is in its heartbeats,
 * where its refusal can be shown to operators.
 */
final class ProtocolGate implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(ProtocolGate.class);
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("notely.reason");
  private static final long LOG_EVERY_MS = 10_000;

  private final LongCounter refusals;
  private final InstantSource clock;
  private final AtomicLong nextLineMs = new AtomicLong();

  ProtocolGate(OpenTelemetry telemetry, InstantSource clock) {
    this.clock = clock;
    refusals =
        telemetry
            .getMeter("dev.notely.store")
            .counterBuilder("notely.protocol.refusals")
            .setDescription("calls of processes that do not speak the present protocol")
            .build();
  }

  /** The same services behind this gate. */
  List<BindableService> before(List<BindableService> services) {
    return services.stream()
        .<BindableService>map(service -> () -> ServerInterceptors.intercept(service, this))
        .toList();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    OptionalInt said = Protocol.of(headers);
    String service = String.valueOf(call.getMethodDescriptor().getServiceName());
    if (service.equals(MemberServiceGrpc.SERVICE_NAME) || said.orElse(0) >= Protocol.CURRENT) {
      return next.startCall(call, headers);
    }
    refusals.add(1, Attributes.of(REASON, said.isPresent() ? "older" : "missing"));
    log(call);
    call.close(
        Status.FAILED_PRECONDITION.withDescription(
            "notely-protocol is "
                + (said.isPresent() ? said.getAsInt() : "missing")
                + "; it is "
                + Protocol.CURRENT
                + " or higher: the caller's release is too old"),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }

  /** One line in a while: such a caller comes again and again. */
  private void log(ServerCall<?, ?> call) {
    long now = clock.millis();
    long next = nextLineMs.get();
    if (now >= next && nextLineMs.compareAndSet(next, now + LOG_EVERY_MS)) {
      LOG.atWarn()
          .addKeyValue("peer", call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))
          .addKeyValue("call", call.getMethodDescriptor().getFullMethodName())
          .log("a caller that does not speak the present protocol is refused");
    }
  }
}

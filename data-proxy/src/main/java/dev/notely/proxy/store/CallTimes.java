package dev.notely.proxy.store;

import dev.notely.proto.store.v1.CommandReply;
import dev.notely.proto.store.v1.InspectionServiceGrpc;
import dev.notely.proto.store.v1.RecordServiceGrpc;
import dev.notely.proto.store.v1.SealReply;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells of the calls that move accounts and look at them, under their methods' names. Users'
 * operations are told by {@link TimedStores}, which knows what they ask for.
 */
final class CallTimes implements ClientInterceptor {
  private static final Set<String> SERVICES =
      Set.of(RecordServiceGrpc.SERVICE_NAME, InspectionServiceGrpc.SERVICE_NAME);

  private final String store;
  private final OperationListener listener;

  CallTimes(String store, OperationListener listener) {
    this.store = store;
    this.listener = listener;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    ClientCall<Q, R> call = next.newCall(method, options);
    return SERVICES.contains(method.getServiceName())
        ? new TimedCall<>(call, operation(method.getBareMethodName()))
        : call;
  }

  /** As notes' operations are written: a small letter first. */
  private static String operation(@Nullable String method) {
    String name = String.valueOf(method);
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private final class TimedCall<Q, R> extends SimpleForwardingClientCall<Q, R> {
    private final String operation;
    private final long began = System.nanoTime();

    TimedCall(ClientCall<Q, R> call, String operation) {
      super(call);
      this.operation = operation;
    }

    @Override
    public void start(Listener<R> caller, Metadata headers) {
      super.start(new TimedListener(caller), headers);
    }

    private final class TimedListener extends SimpleForwardingClientCallListener<R> {
      private String refusal = ""; // of the call's own order of callbacks

      TimedListener(Listener<R> caller) {
        super(caller);
      }

      @Override
      public void onMessage(R message) {
        refusal = refusal(message);
        super.onMessage(message);
      }

      @Override
      public void onClose(Status status, Metadata trailers) {
        String outcome = status.isOk() ? refusal : status.getCode().name();
        listener.ended(
            store, operation, outcome.isEmpty() ? "ok" : outcome, System.nanoTime() - began);
        super.onClose(status, trailers);
      }
    }
  }

  private static String refusal(Object message) {
    Refusal refusal =
        switch (message) {
          case CommandReply reply -> RecordMapping.refusal(reply.getRefusal());
          case SealReply reply -> RecordMapping.refusal(reply.getRefusal());
          default -> Refusal.NONE;
        };
    return refusal == Refusal.NONE ? "" : refusal.name();
  }
}

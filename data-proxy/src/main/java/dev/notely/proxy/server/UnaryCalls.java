package dev.notely.proxy.server;

import io.grpc.BindableService;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Counts the calls that somebody waits for, so that the process ends after the last. Streams do not
 * count: their readers open them elsewhere.
 */
final class UnaryCalls implements ServerInterceptor {
  private int underWay; // guarded by this

  /** The same services, counted. */
  List<BindableService> of(List<BindableService> services) {
    return services.stream()
        .<BindableService>map(service -> () -> ServerInterceptors.intercept(service, this))
        .toList();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServerCall.Listener<Q> listener = next.startCall(call, headers);
    if (call.getMethodDescriptor().getType() != MethodType.UNARY) {
      return listener;
    }
    began();
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onComplete() {
        ended();
        super.onComplete();
      }

      @Override
      public void onCancel() {
        ended();
        super.onCancel();
      }
    };
  }

  private synchronized void began() {
    underWay++;
  }

  private synchronized void ended() {
    underWay--;
    notifyAll();
  }

  /** Waits until none is under way; false: some are after that time. */
  synchronized boolean awaitNone(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; underWay > 0 && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    return underWay == 0;
  }
}

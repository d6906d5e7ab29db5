package dev.notely.runtime.overload;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How a server tells its caller that an answer came late, or was refused, for the sake of somebody
 * behind the server: a trailer. The caller need not ask the server for less then.
 */
public final class WaitsBehind {
  private static final Metadata.Key<String> TRAILER =
      Metadata.Key.of("notely-waits-behind", Metadata.ASCII_STRING_MARSHALLER);

  private WaitsBehind() {}

  /** A refusal for the sake of somebody behind. */
  public static StatusRuntimeException refusal(Status status) {
    return status.asRuntimeException(told(new Metadata()));
  }

  /**
   * Tells of every call that was here for long: what came late for want of this server had not
   * begun here.
   *
   * @param nanoTime a clock, in nanoseconds from anywhere
   */
  public static ServerInterceptor tellsOf(Duration longTime, LongSupplier nanoTime) {
    return new Telling(longTime.toNanos(), nanoTime);
  }

  /** Runs {@code told} before the answer is handed over, where the server tells of it. */
  public static ClientInterceptor hears(Runnable told) {
    return new Hearing(told);
  }

  private static Metadata told(Metadata trailers) {
    trailers.discardAll(TRAILER);
    trailers.put(TRAILER, "1");
    return trailers;
  }

  private record Telling(long longNanos, LongSupplier nanoTime) implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      long began = nanoTime.getAsLong();
      return next.startCall(
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
              boolean isLong = nanoTime.getAsLong() - began >= longNanos;
              super.close(status, isLong ? told(trailers) : trailers);
            }
          },
          headers);
    }
  }

  private record Hearing(Runnable heard) implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          super.start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onClose(Status status, Metadata trailers) {
                  if (trailers.containsKey(TRAILER)) {
                    heard.run();
                  }
                  super.onClose(status, trailers);
                }
              },
              headers);
        }
      };
    }
  }
}

package dev.notely.runtime.grpc;

import io.grpc.BindableService;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.instrumentation.grpc.v1_6.GrpcTelemetry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The one event loop of a process and the servers and channels on it. Measured on two cores: one
 * loop for server, workers and client channels, and handlers that run on it directly, cost half of
 * the library's defaults. So a handler must not block: what blocks goes to a virtual thread (or,
 * for SQLite, to a platform thread).
 */
public final class Transport implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

  private final boolean epoll = Epoll.isAvailable();
  private final EventLoopGroup loop = newLoop(epoll);
  private final GrpcTelemetry telemetry;
  private final List<ClientInterceptor> protocol;

  /** Traces calls in and out with the given OpenTelemetry. */
  public Transport(OpenTelemetry openTelemetry) {
    this(openTelemetry, Protocol.CURRENT);
  }

  /**
   * As a process of another version.
   *
   * @param protocol that its calls say; 0: they say none
   */
  public Transport(OpenTelemetry openTelemetry, int protocol) {
    this(openTelemetry, protocol, _ -> Attributes.empty());
  }

  /**
   * As a process that answers calls of more than one kind.
   *
   * @param protocol that its calls say; 0: they say none
   * @param ofCalls what the span of a call that is answered says from its start on, so that the
   *     sampler sees it; by the full name of the method
   */
  public Transport(
      OpenTelemetry openTelemetry, int protocol, Function<String, Attributes> ofCalls) {
    telemetry =
        GrpcTelemetry.builder(openTelemetry)
            .addServerAttributeExtractor(new CallAttributes(ofCalls))
            .build();
    this.protocol = protocol == 0 ? List.of() : List.of(Protocol.says(protocol));
  }

  @SuppressWarnings(
      "deprecation") // the loop-group constructors are what the shaded Netty of this gRPC offers
  private static EventLoopGroup newLoop(boolean epoll) {
    return epoll ? new EpollEventLoopGroup(1) : new NioEventLoopGroup(1);
  }

  /**
   * Starts a server whose handlers run on the event loop.
   *
   * @throws IOException if the address cannot be bound (in use, not ours)
   */
  public Server startServer(HostPort address, List<? extends BindableService> services)
      throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address.socketAddress())
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .channelType(serverChannelType())
            .directExecutor()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(30, TimeUnit.SECONDS) // streams of callers that are gone, or stand still
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(telemetry.createServerInterceptor());
    services.forEach(builder::addService);
    return builder.build().start();
  }

  /**
   * A plain-text channel; callbacks run on the event loop. A peer that vanished without a word is
   * noticed in about 4 s.
   */
  public ManagedChannel channel(HostPort target) {
    return NettyChannelBuilder.forAddress(target.host(), target.port())
        .eventLoopGroup(loop)
        .channelType(channelType(), null)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1_000)
        .directExecutor()
        .usePlaintext()
        // Callers know what may be repeated, and within which budget; gRPC would keep each
        // request for repetitions that nobody asks of it.
        .disableRetry()
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        .keepAliveTime(2, TimeUnit.SECONDS)
        .keepAliveTimeout(2, TimeUnit.SECONDS)
        .intercept(telemetry.createClientInterceptor())
        .intercept(protocol)
        .build();
  }

  private Class<? extends Channel> channelType() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  private Class<? extends ServerChannel> serverChannelType() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}

package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.telemetry.v1.LogAfter;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.LogEvents;
import dev.notely.proto.telemetry.v1.LogServiceGrpc;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stores have logged, over real connections. */
final class StoreLogsTest {
  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, Channel> channels = new HashMap<>();

  /** A store that has logged so many events, named by their numbers. */
  private static final class Logged extends LogServiceGrpc.LogServiceImplBase {
    private final String process;
    private volatile int events;

    Logged(String process, int events) {
      this.process = process;
      this.events = events;
    }

    @Override
    public void after(LogAfter request, StreamObserver<LogEvents> observer) {
      LogEvents.Builder said = LogEvents.newBuilder().setNumber(events);
      for (long i = request.getNumber() + 1; i <= events; i++) {
        said.addLog(LogEvent.newBuilder().setProcess(process).setMessage("event " + i));
      }
      observer.onNext(said.build());
      observer.onCompleted();
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    transport.close();
  }

  private Server serve(String process, LogServiceGrpc.LogServiceImplBase service)
      throws IOException {
    Server server = transport.startServer(new HostPort("127.0.0.1", 0), List.of(service));
    open.add(server::shutdownNow);
    ManagedChannel channel = transport.channel(new HostPort("127.0.0.1", server.getPort()));
    open.add(channel::shutdownNow);
    channels.put(process, channel);
    return server;
  }

  private StoreLogs logs() {
    return new StoreLogs(
        () -> channels.keySet().stream().sorted().toList(),
        process -> {
          Channel channel = channels.get(process);
          if (channel == null) {
            throw new StoreUnavailableException("store '" + process + "' is not known yet");
          }
          return channel;
        });
  }

  private static List<String> messages(StoreLogs logs) {
    return logs.take().stream()
        .map(event -> event.getProcess() + " " + event.getMessage())
        .toList();
  }

  @Test
  void eachEventIsTakenOnce() throws IOException {
    Logged legacy = new Logged("legacy", 2);
    serve("legacy", legacy);
    serve("catalog", new Logged("catalog", 1));
    StoreLogs logs = logs();
    logs.look();
    assertThat(messages(logs))
        .containsExactly("catalog event 1", "legacy event 1", "legacy event 2");
    legacy.events = 3;
    logs.look();
    assertThat(messages(logs)).containsExactly("legacy event 3");
    logs.look();
    assertThat(messages(logs)).isEmpty();
  }

  @Test
  void oneThatIsSilentOrGoneTakesNothingFromTheOthers() throws IOException {
    Server legacy = serve("legacy", new Logged("legacy", 1));
    serve("new", new Logged("new", 1));
    legacy.shutdownNow();
    serve("old", new LogServiceGrpc.LogServiceImplBase() {}); // of a release without logs
    StoreLogs logs = logs();
    assertThat(logs.look().what()).isEqualTo(Map.of("new", 1L));
    assertThat(messages(logs)).containsExactly("new event 1");
    channels.remove("new");
    assertThat(logs.look().what()).isEmpty();
    assertThat(messages(logs)).isEmpty();
  }

  @Test
  void whatNobodyTakesIsBounded() throws IOException {
    Logged busy = new Logged("legacy", 3_000);
    serve("legacy", busy);
    StoreLogs logs = logs();
    for (int i = 1; i <= 3; i++) {
      busy.events = 3_000 * i;
      logs.look();
    }
    assertThat(logs.take()).hasSize(4_000);
  }
}

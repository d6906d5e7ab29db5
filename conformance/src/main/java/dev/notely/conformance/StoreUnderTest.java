package dev.notely.conformance;

import dev.notely.proto.store.v1.InspectionServiceGrpc;
import dev.notely.proto.store.v1.RecordServiceGrpc;
import dev.notely.proto.store.v1.StatusRequest;
import dev.notely.proto.store.v1.StoreNoteServiceGrpc;
import dev.notely.proto.store.v1.StoreStatusServiceGrpc;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.process.StartupException;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.api.OpenTelemetry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The connection to the store that the suites talk to; one at a time in a process. */
final class StoreUnderTest implements AutoCloseable {
  private static final AtomicReference<@Nullable StoreUnderTest> CURRENT = new AtomicReference<>();

  private final HostPort address;
  private final Transport transport;
  private final ManagedChannel channel;
  private final String name;

  private StoreUnderTest(
      HostPort address, Transport transport, ManagedChannel channel, String name) {
    this.address = address;
    this.transport = transport;
    this.channel = channel;
    this.name = name;
  }

  static StoreUnderTest connect(HostPort address) {
    Transport transport = new Transport(OpenTelemetry.noop());
    ManagedChannel channel = transport.channel(address);
    try {
      String name =
          StoreStatusServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(5, TimeUnit.SECONDS)
              .status(StatusRequest.getDefaultInstance())
              .getName();
      StoreUnderTest store = new StoreUnderTest(address, transport, channel, name);
      CURRENT.set(store);
      return store;
    } catch (StatusRuntimeException e) {
      channel.shutdownNow();
      transport.close();
      throw new StartupException("no store answers at " + address + ": " + e.getStatus(), e);
    }
  }

  static StoreUnderTest current() {
    StoreUnderTest store = CURRENT.get();
    if (store == null) {
      throw new IllegalStateException("the suites run by ConformanceMain, which names the store");
    }
    return store;
  }

  /** The same store, as a caller sees it whose calls say another version; 0: none. Close it. */
  StoreUnderTest speaking(int protocol) {
    Transport other = new Transport(OpenTelemetry.noop(), protocol);
    return new StoreUnderTest(address, other, other.channel(address), name);
  }

  String name() {
    return name;
  }

  StoreNoteServiceGrpc.StoreNoteServiceBlockingStub notes() {
    return StoreNoteServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  RecordServiceGrpc.RecordServiceBlockingV2Stub records() {
    return RecordServiceGrpc.newBlockingV2Stub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  InspectionServiceGrpc.InspectionServiceBlockingStub inspection() {
    return InspectionServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  StoreStatusServiceGrpc.StoreStatusServiceBlockingStub status() {
    return StoreStatusServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    CURRENT.compareAndSet(this, null);
    channel.shutdownNow();
    transport.close();
  }
}

package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import dev.notely.proto.releases.v1.DeployRequest;
import dev.notely.proto.releases.v1.DifferenceList;
import dev.notely.proto.releases.v1.GetReleases;
import dev.notely.proto.releases.v1.ListDifferences;
import dev.notely.proto.releases.v1.ReleaseReport;
import dev.notely.proto.releases.v1.ReleaseReportReply;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc;
import dev.notely.proto.releases.v1.Releases;
import dev.notely.proto.releases.v1.RollBackRequest;
import dev.notely.proto.releases.v1.Split;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A proxy between a client and the catalog: what is said goes through as it is, both ways. */
final class ReleaseForwardingTest {
  private static final Releases RELEASES = Releases.newBuilder().setSupervised(true).build();

  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final Queue<Message> asked = new ConcurrentLinkedQueue<>();
  private final Queue<Status> failures = new ConcurrentLinkedQueue<>();
  private Server catalog;
  private Server proxy;

  @BeforeEach
  void start() throws IOException {
    HostPort any = new HostPort("127.0.0.1", 0);
    catalog = transport.startServer(any, List.of(new Catalog()));
    proxy =
        transport.startServer(
            any, List.of(new ReleaseGrpcService(transport.channel(address(catalog)))));
  }

  @AfterEach
  void stop() {
    proxy.shutdownNow();
    catalog.shutdownNow();
    transport.close();
  }

  private static HostPort address(Server server) {
    return new HostPort("127.0.0.1", server.getPort());
  }

  private ReleaseServiceGrpc.ReleaseServiceBlockingStub stub() {
    return ReleaseServiceGrpc.newBlockingStub(transport.channel(address(proxy)));
  }

  private final class Catalog extends ReleaseServiceGrpc.ReleaseServiceImplBase {
    private <A> void answer(Message request, StreamObserver<A> observer, A answer) {
      asked.add(request);
      Status failure = failures.poll();
      if (failure != null) {
        observer.onError(failure.asRuntimeException());
        return;
      }
      observer.onNext(answer);
      observer.onCompleted();
    }

    @Override
    public void get(GetReleases request, StreamObserver<Releases> observer) {
      answer(request, observer, RELEASES);
    }

    @Override
    public void deploy(DeployRequest request, StreamObserver<Releases> observer) {
      answer(request, observer, RELEASES);
    }

    @Override
    public void setSplit(Split request, StreamObserver<Releases> observer) {
      answer(request, observer, RELEASES);
    }

    @Override
    public void rollBack(RollBackRequest request, StreamObserver<Releases> observer) {
      answer(request, observer, RELEASES);
    }

    @Override
    public void report(ReleaseReport request, StreamObserver<ReleaseReportReply> observer) {
      answer(request, observer, ReleaseReportReply.getDefaultInstance());
    }

    @Override
    public void differences(ListDifferences request, StreamObserver<DifferenceList> observer) {
      answer(request, observer, DifferenceList.getDefaultInstance());
    }
  }

  @Test
  void everyCallReachesTheCatalog() {
    DeployRequest deploy = DeployRequest.newBuilder().setSoakMs(7).build();
    Split split = Split.newBuilder().putPercent("v1", 100).build();
    RollBackRequest back = RollBackRequest.newBuilder().setReason("why").build();
    ReleaseReport report = ReleaseReport.newBuilder().setGateway("g").build();
    assertThat(stub().get(GetReleases.getDefaultInstance())).isEqualTo(RELEASES);
    assertThat(stub().deploy(deploy)).isEqualTo(RELEASES);
    assertThat(stub().setSplit(split)).isEqualTo(RELEASES);
    assertThat(stub().rollBack(back)).isEqualTo(RELEASES);
    assertThat(stub().report(report)).isEqualTo(ReleaseReportReply.getDefaultInstance());
    assertThat(stub().differences(ListDifferences.getDefaultInstance()))
        .isEqualTo(DifferenceList.getDefaultInstance());
    assertThat(asked)
        .containsExactly(
            GetReleases.getDefaultInstance(),
            deploy,
            split,
            back,
            report,
            ListDifferences.getDefaultInstance());
  }

  @Test
  void aRefusalComesBackAsItIs() {
    failures.add(Status.FAILED_PRECONDITION.withDescription("one runs already"));
    assertThatThrownBy(() -> stub().deploy(DeployRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
              assertThat(e.getStatus().getDescription()).isEqualTo("one runs already");
            });
  }
}

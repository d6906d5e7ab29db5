package dev.notely.gateway.http;

import com.google.protobuf.Message;
import dev.notely.proto.releases.v1.DeployRequest;
import dev.notely.proto.releases.v1.Deployment;
import dev.notely.proto.releases.v1.DeploymentState;
import dev.notely.proto.releases.v1.Difference;
import dev.notely.proto.releases.v1.DifferenceList;
import dev.notely.proto.releases.v1.GetReleases;
import dev.notely.proto.releases.v1.ListDifferences;
import dev.notely.proto.releases.v1.Release;
import dev.notely.proto.releases.v1.ReleaseReport;
import dev.notely.proto.releases.v1.ReleaseReportReply;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc;
import dev.notely.proto.releases.v1.Releases;
import dev.notely.proto.releases.v1.RollBackRequest;
import dev.notely.proto.releases.v1.Split;
import dev.notely.proto.releases.v1.SplitByHand;
import dev.notely.proto.releases.v1.Strategy;
import dev.notely.proto.releases.v1.SupervisedProxy;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The releases of a catalog that does as it is told. */
final class FakeReleases extends ReleaseServiceGrpc.ReleaseServiceImplBase {
  private static final Releases RELEASES =
      Releases.newBuilder()
          .addReleases(
              Release.newBuilder()
                  .setName("v2")
                  .setProtocol(2)
                  .setPercent(10)
                  .addProxies("proxy-3")
                  .setRequests(100)
                  .setErrors(1)
                  .setP50Us(1_500)
                  .setP99Us(20_000)
                  .setCompared(50)
                  .setDifferent(2))
          .setDeployment(
              Deployment.newBuilder()
                  .setId(7)
                  .setStrategy(Strategy.BLUE_GREEN)
                  .setFromRelease("v1")
                  .setToRelease("v2")
                  .addSteps(100)
                  .setSoakMs(30_000)
                  .setState(DeploymentState.SHIFTING)
                  .setReason("why")
                  .setProxies(2))
          .setSplitByHand(SplitByHand.newBuilder().setAskedBy("ann: to try it").setAtMs(1_000))
          .setSupervised(true)
          .addSupervisedProxies(
              SupervisedProxy.newBuilder().setName("proxy-3").setRelease("v2").setRestarts(1))
          .build();

  final Queue<Message> asked = new ConcurrentLinkedQueue<>();
  final Queue<Status> failures = new ConcurrentLinkedQueue<>();
  final Queue<ReleaseReport> reports = new ConcurrentLinkedQueue<>();

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
  public void differences(ListDifferences request, StreamObserver<DifferenceList> observer) {
    answer(
        request,
        observer,
        DifferenceList.newBuilder()
            .addDifferences(
                Difference.newBuilder()
                    .setTimeMs(1_000)
                    .setOperation("list")
                    .setAccount(com.google.protobuf.ByteString.copyFrom(new byte[16]))
                    .setFromRelease("v1")
                    .setToRelease("v2")
                    .setExpected("a")
                    .setActual("b")
                    .setTraceId("t"))
            .build());
  }

  @Override
  public void report(ReleaseReport request, StreamObserver<ReleaseReportReply> observer) {
    reports.add(request);
    observer.onNext(ReleaseReportReply.getDefaultInstance());
    observer.onCompleted();
  }
}

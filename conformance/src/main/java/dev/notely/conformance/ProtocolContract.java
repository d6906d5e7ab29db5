package dev.notely.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.CreateNote;
import dev.notely.proto.notes.v1.ListNotes;
import dev.notely.proto.store.v1.DescribeRequest;
import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.RowsRequest;
import dev.notely.proto.store.v1.StatusRequest;
import dev.notely.proto.store.v1.WriteRequest;
import dev.notely.runtime.grpc.Protocol;
import io.grpc.Status;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who does not speak the present protocol is not served, whatever it asks for. */
final class ProtocolContract {
  private static final int NONE = 0;

  private final TestAccount account = TestAccount.serving();

  private WriteRequest write() {
    return WriteRequest.newBuilder()
        .setProof(account.proof(1))
        .setCreate(
            CreateNote.newBuilder()
                .setAccount(account.id())
                .setKey(TestAccount.newKey())
                .setNote(TestAccount.randomId())
                .setContent(ByteString.copyFromUtf8("from yesterday")))
        .build();
  }

  private ReadRequest read() {
    return ReadRequest.newBuilder()
        .setProof(account.proof(1))
        .setList(ListNotes.newBuilder().setAccount(account.id()).setLimit(1))
        .build();
  }

  private DescribeRequest describe() {
    return DescribeRequest.newBuilder().setAccount(account.id()).build();
  }

  private void assertRefused(int protocol) {
    try (StoreUnderTest caller = StoreUnderTest.current().speaking(protocol)) {
      List<ThrowingCallable> oneOfEachService =
          List.of(
              () -> caller.notes().write(write()),
              () -> caller.notes().read(read()),
              () -> caller.records().describe(describe()),
              () -> caller.inspection().rows(RowsRequest.newBuilder().setLimit(1).build()),
              () -> caller.status().status(StatusRequest.getDefaultInstance()));
      for (ThrowingCallable call : oneOfEachService) {
        assertThatThrownBy(call)
            .satisfies(e ->
                assertThat(Status.fromThrowable(e).getCode())
                    .isEqualTo(Status.Code.FAILED_PRECONDITION));
      }
    }
    assertThat(account.row().getNotes()).isZero();
  }

  @Test
  @DisplayName("protocol: a caller that says none is refused by every service")
  void none() {
    assertRefused(NONE);
  }

  @Test
  @DisplayName("protocol: a caller of an older one is refused by every service")
  void older() {
    assertRefused(Protocol.CURRENT - 1);
  }

  @Test
  @DisplayName("protocol: a caller of a later one is served")
  void later() {
    try (StoreUnderTest caller = StoreUnderTest.current().speaking(Protocol.CURRENT + 1)) {
      assertThat(caller.notes().write(write()).getAnswer().getNote().getSeq()).isEqualTo(1);
      assertThat(caller.status().status(StatusRequest.getDefaultInstance()).getProtocol())
          .isEqualTo(Protocol.CURRENT);
    }
  }
}

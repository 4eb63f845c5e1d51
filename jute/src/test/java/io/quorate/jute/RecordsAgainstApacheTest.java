package io.quorate.jute;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.AddWatchRequest;
import io.quorate.jute.proto.AuthRequest;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.ClientInfo;
import io.quorate.jute.proto.Create2Response;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateResponse;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.ErrorResponse;
import io.quorate.jute.proto.GetAclResponse;
import io.quorate.jute.proto.GetAllChildrenNumberResponse;
import io.quorate.jute.proto.GetChildren2Response;
import io.quorate.jute.proto.GetChildrenResponse;
import io.quorate.jute.proto.GetDataResponse;
import io.quorate.jute.proto.GetEphemeralsResponse;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.MultiHeader;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.ReconfigRequest;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.SaslRequest;
import io.quorate.jute.proto.SaslResponse;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.Stat;
import io.quorate.jute.proto.StatPersisted;
import io.quorate.jute.proto.StatResponse;
import io.quorate.jute.proto.SyncResponse;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.proto.WatcherEvent;
import io.quorate.jute.proto.WatchesRequest;
import io.quorate.jute.proto.WhoAmIResponse;
import io.quorate.jute.quorum.LearnerInfo;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.jute.txn.CheckVersionTxn;
import io.quorate.jute.txn.CloseSessionTxn;
import io.quorate.jute.txn.CreateContainerTxn;
import io.quorate.jute.txn.CreateSessionTxn;
import io.quorate.jute.txn.CreateTtlTxn;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.SetAclTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnHeader;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.jute.Record;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record that has a counterpart in the released jar: same bytes, same values, in both directions. */
class RecordsAgainstApacheTest {
    private static final int SAMPLES = 300;

    /** One of our records, its decoder, and its counterpart. */
    record Pair<T extends java.lang.Record>(
            Class<T> ours, Function<JuteReader, T> read, Class<? extends Record> theirs) {
        @Override
        public String toString() {
            return ours.getSimpleName() + " = " + theirs.getSimpleName();
        }
    }

    static Stream<Pair<?>> pairs() {
        return Stream.of(shared(), requests(), responses(), txns(), quorum()).flatMap(List::stream);
    }

    private static List<Pair<?>> shared() {
        return List.of(
                new Pair<>(Id.class, Id::read, org.apache.zookeeper.data.Id.class),
                new Pair<>(Acl.class, Acl::read, org.apache.zookeeper.data.ACL.class),
                new Pair<>(Stat.class, Stat::read, org.apache.zookeeper.data.Stat.class),
                new Pair<>(StatPersisted.class, StatPersisted::read, org.apache.zookeeper.data.StatPersisted.class),
                new Pair<>(ClientInfo.class, ClientInfo::read, org.apache.zookeeper.data.ClientInfo.class),
                new Pair<>(RequestHeader.class, RequestHeader::read, org.apache.zookeeper.proto.RequestHeader.class),
                new Pair<>(ReplyHeader.class, ReplyHeader::read, org.apache.zookeeper.proto.ReplyHeader.class),
                new Pair<>(WatcherEvent.class, WatcherEvent::read, org.apache.zookeeper.proto.WatcherEvent.class),
                new Pair<>(MultiHeader.class, MultiHeader::read, org.apache.zookeeper.proto.MultiHeader.class));
    }

    private static List<Pair<?>> requests() {
        return List.of(
                new Pair<>(CreateRequest.class, CreateRequest::read, org.apache.zookeeper.proto.CreateRequest.class),
                new Pair<>(
                        CreateTtlRequest.class,
                        CreateTtlRequest::read,
                        org.apache.zookeeper.proto.CreateTTLRequest.class),
                new Pair<>(DeleteRequest.class, DeleteRequest::read, org.apache.zookeeper.proto.DeleteRequest.class),
                new Pair<>(SetDataRequest.class, SetDataRequest::read, org.apache.zookeeper.proto.SetDataRequest.class),
                new Pair<>(SetAclRequest.class, SetAclRequest::read, org.apache.zookeeper.proto.SetACLRequest.class),
                new Pair<>(
                        CheckVersionRequest.class,
                        CheckVersionRequest::read,
                        org.apache.zookeeper.proto.CheckVersionRequest.class),
                new Pair<>(PathRequest.class, PathRequest::read, org.apache.zookeeper.proto.GetACLRequest.class),
                new Pair<>(PathRequest.class, PathRequest::read, org.apache.zookeeper.proto.SyncRequest.class),
                new Pair<>(
                        PathRequest.class,
                        PathRequest::read,
                        org.apache.zookeeper.proto.GetAllChildrenNumberRequest.class),
                new Pair<>(PathRequest.class, PathRequest::read, org.apache.zookeeper.proto.GetEphemeralsRequest.class),
                new Pair<>(
                        WatchedPathRequest.class,
                        WatchedPathRequest::read,
                        org.apache.zookeeper.proto.ExistsRequest.class),
                new Pair<>(
                        WatchedPathRequest.class,
                        WatchedPathRequest::read,
                        org.apache.zookeeper.proto.GetDataRequest.class),
                new Pair<>(
                        WatchedPathRequest.class,
                        WatchedPathRequest::read,
                        org.apache.zookeeper.proto.GetChildrenRequest.class),
                new Pair<>(
                        WatchedPathRequest.class,
                        WatchedPathRequest::read,
                        org.apache.zookeeper.proto.GetChildren2Request.class),
                new Pair<>(
                        AddWatchRequest.class, AddWatchRequest::read, org.apache.zookeeper.proto.AddWatchRequest.class),
                new Pair<>(
                        WatchesRequest.class,
                        WatchesRequest::read,
                        org.apache.zookeeper.proto.CheckWatchesRequest.class),
                new Pair<>(
                        WatchesRequest.class,
                        WatchesRequest::read,
                        org.apache.zookeeper.proto.RemoveWatchesRequest.class),
                new Pair<>(
                        SetWatchesRequest.class, SetWatchesRequest::read, org.apache.zookeeper.proto.SetWatches2.class),
                new Pair<>(
                        ReconfigRequest.class, ReconfigRequest::read, org.apache.zookeeper.proto.ReconfigRequest.class),
                new Pair<>(AuthRequest.class, AuthRequest::read, org.apache.zookeeper.proto.AuthPacket.class),
                new Pair<>(SaslRequest.class, SaslRequest::read, org.apache.zookeeper.proto.GetSASLRequest.class));
    }

    private static List<Pair<?>> responses() {
        return List.of(
                new Pair<>(CreateResponse.class, CreateResponse::read, org.apache.zookeeper.proto.CreateResponse.class),
                new Pair<>(
                        Create2Response.class, Create2Response::read, org.apache.zookeeper.proto.Create2Response.class),
                new Pair<>(StatResponse.class, StatResponse::read, org.apache.zookeeper.proto.ExistsResponse.class),
                new Pair<>(StatResponse.class, StatResponse::read, org.apache.zookeeper.proto.SetDataResponse.class),
                new Pair<>(StatResponse.class, StatResponse::read, org.apache.zookeeper.proto.SetACLResponse.class),
                new Pair<>(
                        GetDataResponse.class, GetDataResponse::read, org.apache.zookeeper.proto.GetDataResponse.class),
                new Pair<>(GetAclResponse.class, GetAclResponse::read, org.apache.zookeeper.proto.GetACLResponse.class),
                new Pair<>(
                        GetChildrenResponse.class,
                        GetChildrenResponse::read,
                        org.apache.zookeeper.proto.GetChildrenResponse.class),
                new Pair<>(
                        GetChildren2Response.class,
                        GetChildren2Response::read,
                        org.apache.zookeeper.proto.GetChildren2Response.class),
                new Pair<>(SyncResponse.class, SyncResponse::read, org.apache.zookeeper.proto.SyncResponse.class),
                new Pair<>(
                        GetAllChildrenNumberResponse.class,
                        GetAllChildrenNumberResponse::read,
                        org.apache.zookeeper.proto.GetAllChildrenNumberResponse.class),
                new Pair<>(
                        GetEphemeralsResponse.class,
                        GetEphemeralsResponse::read,
                        org.apache.zookeeper.proto.GetEphemeralsResponse.class),
                new Pair<>(WhoAmIResponse.class, WhoAmIResponse::read, org.apache.zookeeper.proto.WhoAmIResponse.class),
                new Pair<>(ErrorResponse.class, ErrorResponse::read, org.apache.zookeeper.proto.ErrorResponse.class),
                new Pair<>(SaslResponse.class, SaslResponse::read, org.apache.zookeeper.proto.SetSASLResponse.class));
    }

    private static List<Pair<?>> txns() {
        return List.of(
                new Pair<>(TxnHeader.class, TxnHeader::read, org.apache.zookeeper.txn.TxnHeader.class),
                new Pair<>(TxnDigest.class, TxnDigest::read, org.apache.zookeeper.txn.TxnDigest.class),
                new Pair<>(CreateTxn.class, CreateTxn::read, org.apache.zookeeper.txn.CreateTxn.class),
                new Pair<>(
                        CreateContainerTxn.class,
                        CreateContainerTxn::read,
                        org.apache.zookeeper.txn.CreateContainerTxn.class),
                new Pair<>(CreateTtlTxn.class, CreateTtlTxn::read, org.apache.zookeeper.txn.CreateTTLTxn.class),
                new Pair<>(DeleteTxn.class, DeleteTxn::read, org.apache.zookeeper.txn.DeleteTxn.class),
                new Pair<>(SetDataTxn.class, SetDataTxn::read, org.apache.zookeeper.txn.SetDataTxn.class),
                new Pair<>(SetAclTxn.class, SetAclTxn::read, org.apache.zookeeper.txn.SetACLTxn.class),
                new Pair<>(
                        CheckVersionTxn.class, CheckVersionTxn::read, org.apache.zookeeper.txn.CheckVersionTxn.class),
                new Pair<>(
                        CreateSessionTxn.class,
                        CreateSessionTxn::read,
                        org.apache.zookeeper.txn.CreateSessionTxn.class),
                new Pair<>(
                        CloseSessionTxn.class, CloseSessionTxn::read, org.apache.zookeeper.txn.CloseSessionTxn.class),
                new Pair<>(ErrorTxn.class, ErrorTxn::read, org.apache.zookeeper.txn.ErrorTxn.class));
    }

    private static List<Pair<?>> quorum() {
        return List.of(
                new Pair<>(
                        QuorumPacket.class, QuorumPacket::read, org.apache.zookeeper.server.quorum.QuorumPacket.class),
                new Pair<>(LearnerInfo.class, LearnerInfo::read, org.apache.zookeeper.server.quorum.LearnerInfo.class));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    <T extends java.lang.Record & JuteRecord> void encodesAndDecodesLikeTheReleasedClass(Pair<T> pair) {
        for (long seed = 0; seed < SAMPLES; seed++) {
            T ours = new Samples(seed).record(pair.ours());
            byte[] bytes = ours.toBytes();
            Record theirs = Apache.decode(pair.theirs(), bytes);
            assertThat(Apache.values(theirs)).as("their values, seed %d", seed).isEqualTo(Apache.values(ours));
            assertThat(Apache.encode(theirs)).as("their bytes, seed %d", seed).isEqualTo(bytes);

            JuteReader in = JuteReader.of(bytes);
            T again = pair.read().apply(in);
            assertThat(in.hasRemaining()).as("bytes left, seed %d", seed).isFalse();
            assertThat(Apache.values(again)).as("our values, seed %d", seed).isEqualTo(Apache.values(ours));
            assertThat(again.toBytes()).as("our bytes, seed %d", seed).isEqualTo(bytes);
        }
    }
}

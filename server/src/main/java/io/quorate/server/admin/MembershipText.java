package io.quorate.server.admin;

import io.quorate.quorum.QuorumStatus;
import io.quorate.server.config.EnsembleConfig;

/** The lines of conf that only members of an ensemble have. */
final class MembershipText {
    private MembershipText() {}

    static long serverId(EnsembleConfig ensemble) {
        return ensemble.distributed() ? ensemble.myid().orElse(0) : 0;
    }

    /** Empty for a server that is alone; ends without a line end otherwise, as Apache's does. */
    static String of(EnsembleConfig ensemble, QuorumStatus quorum) {
        if (quorum == null) {
            return "";
        }
        EnsembleConfig.PeerAddress own = ensemble.members().stream()
                .filter(member -> member.id() == serverId(ensemble))
                .map(member -> member.addresses().get(0))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no member with the id " + serverId(ensemble)));
        return "initLimit=" + ensemble.initLimitTicks() + "\n"
                + "syncLimit=" + ensemble.syncLimitTicks() + "\n"
                + "electionAlg=" + ensemble.electionAlg() + "\n"
                + "electionPort=" + own.electionPort() + "\n"
                + "quorumPort=" + own.quorumPort() + "\n"
                + "peerType=" + ensemble.peerType().ordinal() + "\n"
                + "membership: \n"
                + quorum.configText();
    }
}

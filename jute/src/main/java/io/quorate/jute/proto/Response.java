package io.quorate.jute.proto;

import io.quorate.jute.JuteRecord;

/** The body of a reply without error; {@link ResponseCodec} knows which operation has which. */
public sealed interface Response extends JuteRecord
        permits CreateResponse,
                Create2Response,
                StatResponse,
                GetDataResponse,
                GetAclResponse,
                GetChildrenResponse,
                GetChildren2Response,
                SyncResponse,
                GetAllChildrenNumberResponse,
                GetEphemeralsResponse,
                WhoAmIResponse,
                MultiResponse,
                ErrorResponse,
                SaslResponse,
                EmptyResponse {}

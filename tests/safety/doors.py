"""Which door opens for whom: every way of the site, decided one by one (safety D12, domain §6.3).

A way that is missing here fails the test, and so does one that the site no longer has.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accounts.rules.links import Kind
from accounts.rules.permissions import GRANTS, Permission, Role
from kit import clock
from tests.safety.houses import House
from tests.safety.visiting import Way

ANYBODY = "anybody"  # whoever comes, signed in or not
ACCOUNT = "account"  # whoever is signed in
MEMBER = "member"  # every role of the association
HOLDER = "holder"  # whoever has the volunteer's link
PARTNER = "partner"  # whoever has the link of a school or community
GUARDIAN = "guardian"  # whoever has the link of one child's family
LINKED = {HOLDER: Kind.VOLUNTEER, PARTNER: Kind.PARTNER, GUARDIAN: Kind.GUARDIAN}
NOWHERE = "nowhere"  # only on a developer's machine

P = Permission
DOORS: dict[str, str] = {
    ANYBODY: """
        GET /calendars/public/{file_name}
        GET /concern
        POST /concern
        GET /concern/{slug}
        POST /concern/{slug}
        GET /calendars/{file_name}
        GET /e/{slug}
        POST /e/{slug}
        POST /e/{slug}/again
        GET /e/{slug}/cover.jpg
        GET /e/{slug}/cover.png
        GET /e/{slug}/event.ics
        GET /e/{slug}/poster.pdf
        GET /e/{slug}/poster.png
        GET /health
        GET /invitations/{token}
        GET /in/{door}
        POST /in/{door}
        POST /invitations/{token}
        GET /s/{code}
        GET /signin
        POST /signin
        POST /signin/link
        GET /signin/sent
        GET /signin/{token}
        POST /signin/{token}
        POST /signout
        GET /signup
        POST /signup
        GET /signup/sent
    """,
    NOWHERE: """
        GET /mails
        GET /mails/{mail_id}
    """,
    ACCOUNT: """
        GET /association
        GET /association/new
        POST /association/new
        POST /association/switch
        GET /profile
        POST /profile
        POST /profile/devices/others/end
        POST /profile/devices/{session_id}/end
        POST /tasks/calendars/{link_id}/end
        POST /profile/password
        GET /profile/factor
        POST /profile/factor/begin
        POST /profile/factor/confirm
        POST /profile/factor/off
        POST /profile/factor/spares
        GET /profile/step-up
        POST /profile/step-up
        GET /a/{activity_id}/participants/import/columns
        GET /a/{activity_id}/participants/import/save
        GET /a/{activity_id}/participants/search
        GET /a/{activity_id}/people/{application_id}/link
    """,  # the last lines lead to pages with doors of their own
    HOLDER: """
        GET /v/{key}
        GET /v/{key}/calendar
        GET /v/{key}/in
        GET /v/{key}/training-certificate.pdf
        POST /v/{key}/in
        POST /v/{key}/calendar
        POST /v/{key}/confirm
        GET /v/{key}/concern
        POST /v/{key}/concern
        GET /v/{key}/contacts
        GET /v/{key}/details
        POST /v/{key}/details
        POST /v/{key}/contacts
        GET /v/{key}/draw
        GET /v/{key}/interview
        POST /v/{key}/interview
        POST /v/{key}/interview/cancel
        GET /v/{key}/plan
        POST /v/{key}/plan/{phase_id}
        GET /v/{key}/shifts
        POST /v/{key}/shifts/{shift_id}/take
        POST /v/{key}/shifts/{shift_id}/offer
        POST /v/{key}/shifts/{shift_id}/keep
        GET /v/{key}/pledge
        POST /v/{key}/pledge
        GET /v/{key}/requests
        POST /v/{key}/requests
        POST /v/{key}/requests/{number}/copy
        POST /v/{key}/sharing/{liaison_id}
        POST /v/{key}/training/{session_id}
        GET /v/{key}/withdraw
        POST /v/{key}/withdraw
        GET /v/{key}/{row}/event.ics
    """,
    GUARDIAN: """
        GET /g/{key}
        POST /g/{key}
        POST /g/{key}/agree/{purpose}
        GET /g/{key}/change/{purpose}
        GET /g/{key}/data
        GET /g/{key}/letter.pdf
        POST /g/{key}/requests
        POST /g/{key}/requests/{number}/copy
        GET /g/{key}/text/{purpose}
        POST /g/{key}/withdraw/{purpose}
    """,
    PARTNER: """
        GET /p/{key}
        GET /p/{key}/adults
        POST /p/{key}/adults
        POST /p/{key}/adults/{adult_id}/remove
        GET /p/{key}/consents
        POST /p/{key}/consents
        GET /p/{key}/dates
        POST /p/{key}/dates
        GET /p/{key}/gate
        GET /p/{key}/gate.pdf
        GET /p/{key}/letter.pdf
        GET /p/{key}/named
        POST /p/{key}/named
        GET /p/{key}/named/{participant_id}
        POST /p/{key}/named/{participant_id}
        GET /p/{key}/pairs
        POST /p/{key}/pairs/confirm
        GET /p/{key}/pairs/new/{participant_id}
        POST /p/{key}/pairs/new/{participant_id}
        POST /p/{key}/pairs/{pair_id}/confirm
        GET /p/{key}/pairs/{pair_id}/no
        POST /p/{key}/pairs/{pair_id}/no
        GET /p/{key}/participants
        POST /p/{key}/participants/complete
        GET /p/{key}/participants/import
        POST /p/{key}/participants/import
        GET /p/{key}/participants/import/save
        POST /p/{key}/participants/import/save
        GET /p/{key}/participants/import/template.xlsx
        GET /p/{key}/participants/new
        POST /p/{key}/participants/new
        GET /p/{key}/participants/{participant_id}
        POST /p/{key}/participants/{participant_id}
        GET /p/{key}/participants/{participant_id}/remove
        POST /p/{key}/participants/{participant_id}/remove
        GET /p/{key}/participants/{participant_id}/withdraw
        POST /p/{key}/participants/{participant_id}/withdraw
        GET /p/{key}/volunteers
    """,
    P.SHARE_WITH_PARTNER: """
        GET /a/{activity_id}/volunteer-list.pdf
        GET /a/{activity_id}/partner/new
        POST /a/{activity_id}/partner/new
        GET /a/{activity_id}/partner/{liaison_id}
        POST /a/{activity_id}/partner/{liaison_id}
        POST /a/{activity_id}/partner/{liaison_id}/link
        POST /a/{activity_id}/partner/{liaison_id}/renew
        POST /a/{activity_id}/partner/{liaison_id}/revoke
        POST /a/{activity_id}/partner/{liaison_id}/send
    """,
    MEMBER: """
        GET /
        GET /tasks
        POST /tasks/calendars
    """,
    P.MANAGE_MEMBERS: """
        GET /association/approval
        POST /association/approval
        POST /association/invitations
        POST /association/invitations/{invitation_id}/withdraw
        POST /association/members/{membership_id}
        GET /association/members/{membership_id}/remove
        POST /association/members/{membership_id}/remove
        GET /association/papers
        POST /association/papers
        POST /association/policy
        POST /association/requests/time
        GET /association/papers/sample.pdf
        POST /association/papers/usual
    """,
    P.SEE_PLAN: """
        GET /programmes
        GET /programmes/{programme_id}
        GET /programmes/{programme_id}/obligations
        GET /programmes/{programme_id}/obligations/{obligation_id}
        GET /programmes/{programme_id}/obligations/{obligation_id}/{unit_number}/{number}
        GET /programmes/{programme_id}/people
        GET /programmes/{programme_id}/plan
        GET /programmes/{programme_id}/plan.json
        GET /programmes/{programme_id}/settings
        GET /programmes/{programme_id}/work
        GET /programmes/{programme_id}/year
        GET /a/{activity_id}
        GET /a/{activity_id}/calendars
        POST /a/{activity_id}/calendars
        GET /a/{activity_id}/day
        GET /a/{activity_id}/day/new
        GET /a/{activity_id}/findings
        GET /a/{activity_id}/safeguards
        GET /a/{activity_id}/plan
        GET /a/{activity_id}/plan/approval
        GET /a/{activity_id}/plan/plan.json
        GET /a/{activity_id}/places
        GET /a/{activity_id}/plan/lists
        GET /a/{activity_id}/plan/tasks
        GET /a/{activity_id}/last-time
        GET /a/{activity_id}/lessons
        GET /series/{series_id}
        GET /a/{activity_id}/print
        GET /a/{activity_id}/proposal.pdf
        GET /a/{activity_id}/poster.pdf
        GET /a/{activity_id}/poster.png
        GET /a/{activity_id}/code-of-conduct.pdf
        GET /a/{activity_id}/people/cover/cover.jpg
        GET /a/{activity_id}/people/cover/cover.png
        GET /a/{activity_id}/proposal.docx
        GET /a/{activity_id}/approval-form.pdf
        GET /a/{activity_id}/approval-form.docx
        GET /a/{activity_id}/diff-sheet.pdf
        GET /a/{activity_id}/diff-sheet.docx
        GET /a/{activity_id}/leading-group.pdf
        GET /a/{activity_id}/notice.pdf
        GET /a/{activity_id}/notice.docx
        GET /a/{activity_id}/consent-letter.pdf
        GET /a/{activity_id}/consents/letters.pdf
        GET /a/{activity_id}/safety-pledge.pdf
        GET /a/{activity_id}/run-sheet.pdf
        GET /a/{activity_id}/settings
        GET /a/{activity_id}/{row}/event.ics
        GET /programmes/{programme_id}/leading-group.pdf
    """,
    P.CHANGE_PLAN: """
        POST /a/{activity_id}/acts/{act_id}/move
        POST /a/{activity_id}/acts/{act_id}/rehearsals
        POST /a/{activity_id}/acts/rehearsals/{rehearsal_id}/sign
        POST /a/{activity_id}/acts/rehearsals/{rehearsal_id}/undo
        POST /a/{activity_id}/acts/rehearsals/{rehearsal_id}/remove
        POST /a/{activity_id}/calendars/end
        GET /new
        GET /new/paste
        POST /new/paste
        GET /new/paste/activity
        POST /new/paste/activity
        GET /new/paste/programme
        POST /new/paste/programme
        POST /programmes/{programme_id}/close
        GET /programmes/{programme_id}/obligations/new
        POST /programmes/{programme_id}/obligations/new
        GET /programmes/{programme_id}/obligations/{obligation_id}/edit
        POST /programmes/{programme_id}/obligations/{obligation_id}/edit
        POST /programmes/{programme_id}/obligations/{obligation_id}/records/{record_id}/back
        POST /programmes/{programme_id}/obligations/{obligation_id}/remove
        POST /programmes/{programme_id}/obligations/{obligation_id}/{unit_number}/{number}
        GET /programmes/{programme_id}/people/edit
        POST /programmes/{programme_id}/people/edit
        POST /programmes/{programme_id}/plan/parties
        POST /programmes/{programme_id}/plan/sections
        POST /programmes/{programme_id}/plan/sections/{chapter_id}
        POST /programmes/{programme_id}/plan/sections/{chapter_id}/remove
        GET /programmes/{programme_id}/remove
        POST /programmes/{programme_id}/remove
        POST /programmes/{programme_id}/reopen
        POST /programmes/{programme_id}/settings
        GET /programmes/{programme_id}/work/new
        POST /programmes/{programme_id}/work/new
        GET /programmes/{programme_id}/work/{item_id}
        POST /programmes/{programme_id}/work/{item_id}
        POST /programmes/{programme_id}/work/{item_id}/remove
        GET /new/{key}
        POST /new/{key}
        POST /a/{activity_id}/begin
        POST /a/{activity_id}/finish
        POST /a/{activity_id}/day/blocks
        POST /a/{activity_id}/day/blocks/{block_id}
        POST /a/{activity_id}/day/blocks/{block_id}/back
        POST /a/{activity_id}/day/blocks/{block_id}/lane
        POST /a/{activity_id}/day/blocks/{block_id}/remove
        POST /a/{activity_id}/day/lanes
        POST /a/{activity_id}/day/lanes/{lane_id}/remove
        POST /a/{activity_id}/findings/accept
        POST /a/{activity_id}/findings/return
        POST /a/{activity_id}/places
        POST /a/{activity_id}/places/paste
        POST /a/{activity_id}/places/{place_id}
        POST /a/{activity_id}/places/{place_id}/remove
        POST /a/{activity_id}/plan/parties
        POST /a/{activity_id}/plan/sections
        POST /a/{activity_id}/plan/sections/{section_id}
        POST /a/{activity_id}/plan/sections/{section_id}/remove
        POST /a/{activity_id}/plan/approval/{step_id}/paper
        POST /a/{activity_id}/plan/submit
        POST /a/{activity_id}/plan/withdraw
        POST /a/{activity_id}/plan/lists/{list_name}
        POST /a/{activity_id}/plan/lists/{list_name}/paste
        POST /a/{activity_id}/plan/lists/{list_name}/rows/{row_id}/step
        POST /a/{activity_id}/plan/tasks
        GET /a/{activity_id}/again
        POST /a/{activity_id}/again
        POST /a/{activity_id}/lessons
        POST /a/{activity_id}/lessons/{lesson_id}
        POST /a/{activity_id}/lessons/{lesson_id}/down
        POST /a/{activity_id}/lessons/{lesson_id}/remove
        POST /a/{activity_id}/last-time/{learned_id}
        POST /a/{activity_id}/lessons/{lesson_id}/up
        GET /a/{activity_id}/plan/tasks/{task_id}
        POST /a/{activity_id}/plan/tasks/{task_id}
        POST /a/{activity_id}/plan/tasks/{task_id}/{step}
        POST /a/{activity_id}/settings
        POST /a/{activity_id}/settings/settle
        POST /a/{activity_id}/settings/settle/back
        POST /a/{activity_id}/plan/cadence
        POST /a/{activity_id}/plan/cadence/back
        GET /a/{activity_id}/settings/cancel
        POST /a/{activity_id}/coverage/{block_id}/people
        POST /a/{activity_id}/coverage/{block_id}/people/{stamp}/undo
        POST /a/{activity_id}/settings/cancel
    """,
    P.DECIDE_PLAN: """
        POST /a/{activity_id}/plan/approval/{step_id}
    """,
    P.RELEASE_DAY: """
        POST /a/{activity_id}/day/release
    """,
    P.SEE_VOLUNTEERS: """
        GET /a/{activity_id}/selection-list.pdf
        GET /a/{activity_id}/shift-roster.pdf
        GET /a/{activity_id}/shifts
        GET /a/{activity_id}/shifts/roster.xlsx
        GET /a/{activity_id}/shifts/{shift_id}
        GET /a/{activity_id}/people
        GET /a/{activity_id}/people/draw
        GET /a/{activity_id}/people/{application_id}
        GET /a/{activity_id}/training
        GET /a/{activity_id}/training/{session_id}
        GET /association/modules
    """,
    P.REVIEW_APPLICATIONS: """
        GET /a/{activity_id}/people/review
        GET /a/{activity_id}/people/review/next
        GET /a/{activity_id}/people/review/{number}
        POST /a/{activity_id}/people/review/{number}
        GET /a/{activity_id}/people/interviews
    """,
    P.CHANGE_VOLUNTEERS: """
        GET /a/{activity_id}/shifts/new
        POST /a/{activity_id}/shifts/new
        POST /a/{activity_id}/shifts/{shift_id}
        POST /a/{activity_id}/shifts/{shift_id}/people
        POST /a/{activity_id}/shifts/{shift_id}/people/{application_id}/remove
        POST /a/{activity_id}/shifts/{shift_id}/cancel
        POST /a/{activity_id}/shifts/{shift_id}/back
        POST /a/{activity_id}/clearances/ask
        GET /a/{activity_id}/people/call
        GET /a/{activity_id}/people/cover
        POST /a/{activity_id}/people/cover
        POST /a/{activity_id}/people/cover/remove
        GET /a/{activity_id}/people/list.csv
        GET /a/{activity_id}/people/list.xlsx
        POST /a/{activity_id}/people/call
        POST /a/{activity_id}/people/call/reserve
        POST /a/{activity_id}/people/call/reserve/back
        GET /a/{activity_id}/people/posts
        GET /a/{activity_id}/people/posts/new
        POST /a/{activity_id}/people/posts/new
        GET /a/{activity_id}/people/posts/{post_id}
        POST /a/{activity_id}/people/posts/{post_id}
        POST /a/{activity_id}/people/posts/{post_id}/move
        POST /a/{activity_id}/people/posts/{post_id}/remove
        GET /a/{activity_id}/people/questions
        GET /a/{activity_id}/people/questions/new
        POST /a/{activity_id}/people/questions/new
        GET /a/{activity_id}/people/questions/{question_id}
        POST /a/{activity_id}/people/questions/{question_id}
        POST /a/{activity_id}/people/questions/{question_id}/move
        POST /a/{activity_id}/people/questions/{question_id}/remove
        POST /a/{activity_id}/people/questions/{question_id}/restore
        GET /a/{activity_id}/people/rules
        POST /a/{activity_id}/people/rules/from-plan
        GET /a/{activity_id}/people/rules/new
        POST /a/{activity_id}/people/rules/new
        GET /a/{activity_id}/people/rules/{rule_id}
        POST /a/{activity_id}/people/rules/{rule_id}
        POST /a/{activity_id}/people/rules/{rule_id}/move
        POST /a/{activity_id}/people/rules/{rule_id}/remove
        GET /a/{activity_id}/people/sources
        POST /a/{activity_id}/people/sources
        POST /a/{activity_id}/people/close
        POST /a/{activity_id}/people/decide
        POST /a/{activity_id}/people/publish
        POST /a/{activity_id}/people/undo
        POST /a/{activity_id}/people/{application_id}/lapse
        POST /a/{activity_id}/people/{application_id}/link
        POST /a/{activity_id}/people/{application_id}/remove
        POST /a/{activity_id}/people/{application_id}/extend
        POST /a/{activity_id}/people/send
        POST /a/{activity_id}/people/draw
        POST /a/{activity_id}/people/interviews
        POST /a/{activity_id}/people/interviews/{slot_id}/cancel
        GET /a/{activity_id}/training/new
        POST /a/{activity_id}/training/new
        POST /a/{activity_id}/training/{session_id}/back
        POST /a/{activity_id}/training/{session_id}/cancel
        GET /a/{activity_id}/training/{session_id}/cancel
        GET /a/{activity_id}/training/{session_id}/edit
        POST /a/{activity_id}/training/{session_id}/edit
        POST /a/{activity_id}/training/{session_id}/everybody
        POST /a/{activity_id}/training/{session_id}/everybody/{stamp}/undo
        POST /a/{activity_id}/training/{session_id}/mark
        POST /a/{activity_id}/training/{session_id}/times
        GET /a/{activity_id}/training/{session_id}/door
        GET /a/{activity_id}/training/{session_id}/door/printed
        POST /a/{activity_id}/training/{session_id}/door/printed
        POST /a/{activity_id}/training/{session_id}/door/{application_id}/{stamp}/undo
        GET /a/{activity_id}/training/{session_id}/scan
        GET /a/{activity_id}/training/people/{application_id}/certificate.pdf
        POST /a/{activity_id}/training/{session_id}/scan
        GET /association/modules/new
        POST /association/modules/new
        GET /association/modules/{module_id}
        POST /association/modules/{module_id}
        POST /association/modules/{module_id}/retire
        POST /association/modules/{module_id}/back
    """,
    P.RECORD_CLEARANCES: """
        GET /a/{activity_id}/clearances
        POST /a/{activity_id}/clearances
        POST /a/{activity_id}/clearances/remind
        GET /a/{activity_id}/training/people/{application_id}
        POST /a/{activity_id}/training/people/{application_id}/check
        POST /a/{activity_id}/training/people/{application_id}/unpledge
        POST /a/{activity_id}/training/pledges
        POST /a/{activity_id}/training/remind
    """,
    P.ANSWER_REQUESTS: """
        GET /association/requests
        GET /association/requests/{request_id}
        POST /association/requests/{request_id}
    """,
    P.SEE_PARTICIPANTS: """
        GET /a/{activity_id}/acts
        GET /a/{activity_id}/rooms
        GET /a/{activity_id}/counselling
        GET /programmes/{programme_id}/counselling
        GET /a/{activity_id}/roll-calls
        GET /a/{activity_id}/roll-calls/{call_id}
        GET /a/{activity_id}/consents
        GET /a/{activity_id}/consents/letter
        GET /a/{activity_id}/consents/text/{version}
        GET /a/{activity_id}/partner
        GET /a/{activity_id}/partner/{liaison_id}/link
        GET /a/{activity_id}/participants
        GET /a/{activity_id}/participants/{participant_id}
        GET /a/{activity_id}/participants/named
        GET /a/{activity_id}/participants/registration
        GET /a/{activity_id}/roll-call.pdf
        POST /a/{activity_id}/participants/search
    """,
    P.CHANGE_PARTICIPANTS: """
        GET /a/{activity_id}/acts/list.csv
        GET /a/{activity_id}/acts/list.xlsx
        POST /a/{activity_id}/acts/{act_id}/performers
        POST /a/{activity_id}/acts/performers/{performer_id}/remove
        POST /a/{activity_id}/rooms
        POST /a/{activity_id}/counselling
        POST /a/{activity_id}/counselling/{talk_id}/book
        POST /a/{activity_id}/counselling/{talk_id}/{deed}
        POST /programmes/{programme_id}/counselling
        POST /programmes/{programme_id}/counselling/{talk_id}/{deed}
        POST /a/{activity_id}/rooms/beds
        POST /a/{activity_id}/rooms/fill
        POST /a/{activity_id}/rooms/undo/{stamp}
        POST /a/{activity_id}/rooms/{room_id}
        POST /a/{activity_id}/rooms/{room_id}/remove
        POST /a/{activity_id}/roll-calls
        POST /a/{activity_id}/roll-calls/make
        POST /a/{activity_id}/roll-calls/{call_id}/marks/{participant_id}
        POST /a/{activity_id}/roll-calls/{call_id}/rest
        POST /a/{activity_id}/roll-calls/{call_id}/close
        POST /a/{activity_id}/roll-calls/{call_id}/reopen
        POST /a/{activity_id}/roll-calls/{call_id}/remove
        POST /a/{activity_id}/consents/letter
        POST /a/{activity_id}/consents/letters.pdf
        POST /a/{activity_id}/consents/links
        POST /a/{activity_id}/consents/links/{participant_id}/end
        GET /a/{activity_id}/participants/consents
        POST /a/{activity_id}/participants/consents
        GET /a/{activity_id}/participants/import
        POST /a/{activity_id}/participants/import
        POST /a/{activity_id}/participants/import/columns
        POST /a/{activity_id}/participants/import/save
        GET /a/{activity_id}/participants/list.csv
        GET /a/{activity_id}/participants/list.xlsx
        GET /a/{activity_id}/participants/import/template.xlsx
        GET /a/{activity_id}/participants/new
        POST /a/{activity_id}/participants/new
        GET /a/{activity_id}/participants/named/close
        POST /a/{activity_id}/participants/named
        POST /a/{activity_id}/participants/named/close
        POST /a/{activity_id}/participants/named/partner
        POST /a/{activity_id}/participants/registration
        POST /a/{activity_id}/participants/{participant_id}
        GET /a/{activity_id}/participants/{participant_id}/carers
        POST /a/{activity_id}/participants/{participant_id}/carers
        GET /a/{activity_id}/participants/{participant_id}/carers/{carer_id}
        POST /a/{activity_id}/participants/{participant_id}/carers/{carer_id}
        POST /a/{activity_id}/participants/{participant_id}/carers/{carer_id}/remove
        POST /a/{activity_id}/participants/{participant_id}/longer
        POST /a/{activity_id}/participants/{participant_id}/named
        POST /a/{activity_id}/participants/{participant_id}/consents
        POST /a/{activity_id}/participants/{participant_id}/own-word
        GET /a/{activity_id}/participants/{participant_id}/remove
        POST /a/{activity_id}/participants/{participant_id}/remove
        GET /a/{activity_id}/participants/{participant_id}/withdraw/{purpose}
        POST /a/{activity_id}/participants/{participant_id}/withdraw/{purpose}
    """,
    P.SEE_PROFILES: """
        GET /volunteers
        POST /volunteers/search
        GET /volunteers/list.xlsx
        GET /volunteers/list.csv
        GET /volunteers/{volunteer_id}
        GET /volunteers/{volunteer_id}/post
    """,
    P.CHANGE_PROFILES: """
        GET /volunteers/new
        POST /volunteers/new
        GET /volunteers/import
        POST /volunteers/import
        POST /volunteers/import/save
        GET /volunteers/import/template.xlsx
        GET /volunteers/merges
        POST /volunteers/merges/{merge_id}/undo
        GET /volunteers/{volunteer_id}/edit
        POST /volunteers/{volunteer_id}/edit
        POST /volunteers/{volunteer_id}/hours
        POST /volunteers/{volunteer_id}/hours/{hours_id}/remove
        GET /volunteers/{volunteer_id}/merge
        POST /volunteers/{volunteer_id}/merge
    """,
    P.OPEN_NAMED_MODE: """
        POST /a/{activity_id}/participants/named/lead
    """,
    P.ASK_ACCESS: """
        GET /association/access
        POST /association/access/{grant_id}/end
        GET /a/{activity_id}/participants/access
        POST /a/{activity_id}/participants/access
    """,
    P.GRANT_ACCESS: """
        POST /association/access/{grant_id}
    """,
    P.SEE_CHILDREN_REAL: """
        GET /a/{activity_id}/participants/{participant_id}/reveal
        POST /a/{activity_id}/participants/{participant_id}/reveal
    """,
    P.SET_SAFEGUARDS: """
        POST /a/{activity_id}/safeguards/{rule}/off
        POST /a/{activity_id}/safeguards/{rule}/on
        POST /association/access/second-step
    """,
    P.SEE_CONCERNS: """
        GET /association/concerns
        POST /association/concerns/contact
        GET /association/concerns/{concern_id}
        POST /association/concerns/{concern_id}/open
        POST /association/concerns/{concern_id}/take-up
        POST /association/concerns/{concern_id}/steps
        POST /association/concerns/{concern_id}/outside
        POST /association/concerns/{concern_id}/close
        POST /association/concerns/{concern_id}/volunteers/{named_id}/back
    """,
    P.SEE_PAIRS: """
        GET /a/{activity_id}/badges.pdf
        GET /a/{activity_id}/codename-badges.pdf
        GET /a/{activity_id}/changes.pdf
        GET /a/{activity_id}/coverage
        GET /a/{activity_id}/morning
        GET /a/{activity_id}/pairs
        GET /a/{activity_id}/pairs.pdf
        GET /a/{activity_id}/pairs/change
        GET /a/{activity_id}/pairs/groups
        GET /a/{activity_id}/pairs/groups/draft
        GET /a/{activity_id}/pairs/history
        GET /a/{activity_id}/pairs/never
        GET /a/{activity_id}/pairs/rules
        GET /a/{activity_id}/pairs/why
        GET /a/{activity_id}/pairs/{pair_id}
        GET /a/{activity_id}/pairs/{pair_id}/plan
        GET /a/{activity_id}/sign-in-sheet.pdf
    """,
    P.CHANGE_PAIRS: """
        POST /a/{activity_id}/morning/missing
        POST /a/{activity_id}/morning/here
        POST /a/{activity_id}/morning/mend
        POST /a/{activity_id}/morning/steps/{repair_id}/undo
        POST /a/{activity_id}/pairs/{pair_id}/plan
        POST /a/{activity_id}/pairs/{pair_id}/plan/people
        POST /a/{activity_id}/pairs/{pair_id}/plan/phases
        POST /a/{activity_id}/pairs/{pair_id}/plan/phases/{phase_id}
        POST /a/{activity_id}/pairs/{pair_id}/plan/phases/{phase_id}/remove
        POST /a/{activity_id}/pairs
        POST /a/{activity_id}/pairs/change
        POST /a/{activity_id}/pairs/confirm
        POST /a/{activity_id}/pairs/never
        POST /a/{activity_id}/pairs/never/{never_id}/lift
        POST /a/{activity_id}/pairs/rules
        POST /a/{activity_id}/pairs/rules/preview
        POST /a/{activity_id}/pairs/groups/draft
        POST /a/{activity_id}/pairs/groups/draft/save
        POST /a/{activity_id}/pairs/groups/undo/{group_step_id}
        POST /a/{activity_id}/pairs/groups/{group_id}/leader
        POST /a/{activity_id}/pairs/groups/{group_id}/lane
        POST /a/{activity_id}/pairs/suggest
        POST /a/{activity_id}/pairs/steps/{board_step_id}/undo
        POST /a/{activity_id}/pairs/{pair_id}/confirm
        POST /a/{activity_id}/pairs/{pair_id}/end
        POST /a/{activity_id}/pairs/{pair_id}/group
        POST /a/{activity_id}/pairs/{pair_id}/lock
        POST /a/{activity_id}/pairs/{pair_id}/unlock
        POST /a/{activity_id}/after/contacts
        POST /a/{activity_id}/after/contacts/{contact_id}/undo
    """,
    P.SEE_CONTACT_COUNTS: """
        GET /a/{activity_id}/after
    """,
    P.SEE_BUDGET: """
        GET /a/{activity_id}/budget
        GET /a/{activity_id}/budget.pdf
    """,
    P.CHANGE_BUDGET: """
        POST /a/{activity_id}/budget/lines
        POST /a/{activity_id}/budget/lines/{line_id}
        POST /a/{activity_id}/budget/lines/{line_id}/back
        POST /a/{activity_id}/budget/lines/{line_id}/heads
        POST /a/{activity_id}/budget/lines/{line_id}/people
        POST /a/{activity_id}/budget/lines/{line_id}/price
        POST /a/{activity_id}/budget/lines/{line_id}/price/back
        POST /a/{activity_id}/budget/lines/{line_id}/heads/back
        POST /a/{activity_id}/budget/lines/{line_id}/settle
        POST /a/{activity_id}/budget/total
        POST /a/{activity_id}/budget/lines/{line_id}/remove
        GET /a/{activity_id}/budget/paste
        POST /a/{activity_id}/budget/paste
        GET /a/{activity_id}/budget/sources/new
        POST /a/{activity_id}/budget/sources/new
        GET /a/{activity_id}/budget/sources/{source_id}
        POST /a/{activity_id}/budget/sources/{source_id}
        POST /a/{activity_id}/budget/sources/{source_id}/remove
    """,
}
BY_WAY = {way.strip(): door for door, lines in DOORS.items() for way in lines.strip().splitlines()}

TODAY = f"{clock.now() - timedelta(days=1):%Y-%m-%d}"

PROPOSAL = "春日徒步策划书\n一、活动流程\n1、集合\n2、出发\n二、经费预算\n水:30x2=60"

HOURS = {
    "on": TODAY,
    "begins": "14:00",
    "ends": "15:00",
    "place": "Room 2",
    "counsellor": "word",
}

RULES = {
    **dict.fromkeys(("needs", "interests", "free", "languages", "experience"), "20"),
    "most_each": "1",
    "version": "0",
    "seen": "20-20-20-20-20-0-0-0-0-1-0",
}

# What a form would send where no page of this house shows one, or shows it unfilled.
BODIES: dict[str, Callable[[House], dict[str, Any]]] = {
    "POST /a/{activity_id}/after/contacts": lambda h: {
        "pair": h.ids["pair_id"],
        "happened_on": TODAY,
        "made": "yes",
    },
    "POST /a/{activity_id}/roll-calls": lambda _: {"title": "word", "on": TODAY},
    "POST /a/{activity_id}/roll-calls/{call_id}/marks/{participant_id}": lambda _: {
        "seen": "there"
    },
    "POST /a/{activity_id}/roll-calls/{call_id}/close": lambda _: {"counted_by": "word"},
    "POST /a/{activity_id}/counselling": lambda _: HOURS,
    "POST /programmes/{programme_id}/counselling": lambda _: HOURS,
    "POST /a/{activity_id}/counselling/{talk_id}/book": lambda h: {
        "participant": h.ids["participant_id"]
    },
    "POST /a/{activity_id}/acts/{act_id}/performers": lambda h: {"people": h.ids["application_id"]},
    "POST /a/{activity_id}/acts/{act_id}/rehearsals": lambda _: {"on": str(clock.now().date())},
    "POST /a/{activity_id}/acts/rehearsals/{rehearsal_id}/sign": lambda _: {
        "version": "1",
        "checked_by": "word",
    },
    "POST /a/{activity_id}/acts/rehearsals/{rehearsal_id}/undo": lambda _: {"version": "1"},
    "POST /a/{activity_id}/rooms": lambda _: {"name": "word", "beds": "2"},
    "POST /a/{activity_id}/rooms/{room_id}": lambda _: {
        "name": "word",
        "beds": "2",
        "version": "1",
    },
    "POST /a/{activity_id}/consents/letter": lambda _: {"version": "0"},
    "POST /a/{activity_id}/consents/links": lambda h: {"participants": h.ids["participant_id"]},
    "POST /association/requests/{request_id}": lambda _: {
        "version": "1",
        "state": "refused",
        "answer": "word",
    },
    "POST /a/{activity_id}/begin": lambda _: {"version": "1"},
    "POST /a/{activity_id}/finish": lambda _: {"version": "1"},
    "POST /a/{activity_id}/plan/approval/{step_id}": lambda _: {
        "decision": "approved",
        "seen": "word",
    },
    "POST /a/{activity_id}/plan/approval/{step_id}/paper": lambda _: {
        "signed_by": "word",
        "day": TODAY,
        "seen": "word",
    },
    "POST /a/{activity_id}/plan/submit": lambda _: {"version": "1"},
    "POST /a/{activity_id}/plan/withdraw": lambda _: {"version": "1"},
    "POST /a/{activity_id}/budget/lines/{line_id}": lambda _: {"label": "word", "version": "1"},
    "POST /a/{activity_id}/budget/paste": lambda _: {"text": "水\t2\t3"},
    "POST /a/{activity_id}/day/lanes": lambda _: {"name": "word"},
    "POST /a/{activity_id}/pairs": lambda h: {
        "application": h.ids["application_id"],
        "participant": h.ids["participant_id"],
    },
    "POST /a/{activity_id}/morning/missing": lambda h: {"helper": h.ids["application_id"]},
    "POST /a/{activity_id}/morning/here": lambda h: {"helper": h.ids["application_id"]},
    "POST /a/{activity_id}/morning/mend": lambda _: {"seen": "word", "moved": "0"},
    "POST /a/{activity_id}/pairs/change": lambda h: {
        "application": h.ids["application_id"],
        "participant": h.ids["participant_id"],
        "how": "least",
        "seen": "word",
    },
    "POST /a/{activity_id}/pairs/never": lambda h: {
        "application": h.ids["application_id"],
        "participant": h.ids["participant_id"],
        "reason": "stated",
    },
    "POST /a/{activity_id}/pairs/rules": lambda _: RULES,
    "POST /a/{activity_id}/pairs/rules/preview": lambda _: RULES,
    "POST /a/{activity_id}/pairs/confirm": lambda _: {"on": TODAY},
    "POST /a/{activity_id}/pairs/{pair_id}/confirm": lambda _: {"on": TODAY},
    "POST /a/{activity_id}/pairs/{pair_id}/end": lambda _: {"reason": "word"},
    "POST /a/{activity_id}/participants/new": lambda _: {"codename": "小新"},
    "POST /a/{activity_id}/participants/named": lambda _: {
        **dict.fromkeys(("need", "readers", "risks", "measures"), "word"),
        "retain_until": f"{clock.now() + timedelta(days=2):%Y-%m-%d}",
        "version": "1",
    },
    "POST /a/{activity_id}/participants/named/partner": lambda _: {"partner": "word"},
    "POST /a/{activity_id}/participants/{participant_id}/carers": lambda _: {
        "kind": "guardian",
        "relation": "mother",
        "through_partner": "yes",
    },
    "POST /a/{activity_id}/participants/{participant_id}/longer": lambda _: {"until": TODAY},
    "POST /a/{activity_id}/participants/{participant_id}/named": lambda _: {
        "given_name": "word",
        "version": "1",
    },
    "POST /a/{activity_id}/participants/import/save": lambda _: {
        "rows": '[{"codename":"小新"}]',
        "known": "skip",
    },
    "POST /a/{activity_id}/people/decide": lambda h: {
        "to": "decline",
        "chosen": h.ids["undecided_id"],
    },
    "POST /a/{activity_id}/people/interviews": lambda _: {
        "starts_at": f"{clock.now() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    },
    "POST /a/{activity_id}/people/review/{number}": lambda _: {
        f"points-{n}": "3" for n in range(10)
    },
    "POST /v/{key}/interview": lambda h: {"slot": h.ids["slot_id"]},
    "POST /a/{activity_id}/people/{application_id}/remove": lambda _: {"reason": "word"},
    "POST /a/{activity_id}/settings/cancel": lambda _: {"reason": "word"},
    "POST /new/paste": lambda _: {"text": PROPOSAL},
    "POST /new/paste/activity": lambda _: {"text": PROPOSAL},
    "POST /new/{key}": lambda _: {"title": "word", "start_time": "09:00"},
    "POST /a/{activity_id}/people/undo": lambda _: {},
    "POST /a/{activity_id}/training/{session_id}/scan": lambda _: {"code": "nobody", "step": "in"},
    "POST /a/{activity_id}/training/{session_id}/times": lambda h: {
        "application": h.ids["application_id"],
        "came": "09:00",
    },
    "POST /a/{activity_id}/clearances": lambda h: {
        "kind": "record_check",
        "outcome": "pending",
        "people": h.ids["application_id"],
    },
    "POST /a/{activity_id}/clearances/ask": lambda h: {
        "post": h.ids["post_id"],
        "qualification": "word",
    },
    "POST /a/{activity_id}/clearances/remind": lambda h: {"people": h.ids["application_id"]},
    "POST /a/{activity_id}/safeguards/{rule}/off": lambda _: {
        "reason": "word word word",
        "until": f"{clock.now():%Y-%m-%d}",
    },
    "POST /a/{activity_id}/training/pledges": lambda h: {
        "on": TODAY,
        "people": h.ids["application_id"],
    },
    "POST /a/{activity_id}/training/people/{application_id}/check": lambda _: {
        "outcome": "pending"
    },
    "POST /a/{activity_id}/lessons": lambda _: {"text": "word"},
    "POST /a/{activity_id}/lessons/{lesson_id}": lambda _: {"text": "word", "version": "1"},
    "POST /a/{activity_id}/lessons/{lesson_id}/remove": lambda _: {"version": "1"},
    "POST /a/{activity_id}/participants/access": lambda _: {
        "fields": "given_name",
        "purpose": "word",
        "days": "3",
    },
    "POST /association/access/{grant_id}": lambda _: {"version": "1", "decision": "allow"},
    "POST /association/concerns/{concern_id}/close": lambda _: {"version": "1"},
    "POST /association/invitations": lambda _: {"email": "new@example.org", "role": "viewer"},
}

ROLES = tuple(role.value for role in Role)
ACTORS = ("nobody", *ROLES, *LINKED, "stranger")


def opens(way: Way, actor: str) -> bool:
    """Return whether this way should lead this actor anywhere, in somebody's house."""
    door = BY_WAY[str(way)]
    if door in (NOWHERE, ANYBODY):
        return door == ANYBODY
    if door in LINKED:
        return actor == door or way.method == "GET"
    if actor in ("nobody", *LINKED):
        return False
    if actor == "stranger":  # whose own house is as open to them as this one is shut
        return str(way) != "POST /association/switch" and (
            door == ACCOUNT or ("_id}" not in way.path and at_home(way))
        )
    return door in (ACCOUNT, MEMBER) or Permission(door) in GRANTS[Role(actor)]


def at_home(way: Way) -> bool:
    """Return whether the stranger, an owner elsewhere, may go this way in their own association."""
    door = BY_WAY[str(way)]
    return door in (ANYBODY, ACCOUNT, MEMBER) or (
        door in set(Permission) and Permission(door) in GRANTS[Role.OWNER]
    )

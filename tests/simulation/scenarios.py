"""The scenarios of the simulation page, by their letters there: which tests play each, or where it belongs.

`HISTORIES` stands for the random histories (`test_histories.py`): they meet the scenario all the time, and the
invariants say what must hold. What belongs to a later stage says which; a test checks that nothing is left out and that
every named test exists.
"""

from typing import Final

HISTORIES: Final = "test_every_invariant_holds_in_many_histories"
SMALL: Final = "TestSmallWorld"
KILLS: Final = "test_client_and_hub_are_killed_and_nothing_is_lost_doubled_or_damaged"
COPIED: Final = "test_every_invariant_holds_where_vaults_are_copied_and_put_back"
MERGES: Final = "test_the_model_and_the_oracle_agree_after_every_entry"
SEEN: Final = "test_what_each_laptop_sees_at_every_moment_is_what_the_oracle_says"

PLAYED: Final[dict[str, tuple[str, ...]]] = {
    "A1": ("test_a1_a_pull_cut_after_every_byte_asks_only_for_what_is_missing", HISTORIES),
    "A2": (
        "test_a2_a_push_cut_after_every_byte_on_its_way_up_is_no_entry_yet",
        "test_a2_a_push_cut_between_the_hubs_commit_and_every_byte_of_the_receipt_is_one_entry_with_one_receipt",
        "test_a_request_that_a_listener_sends_again_is_refused",
        HISTORIES,
    ),
    "A3": (
        "test_a3_a_first_sync_ends_over_a_link_that_is_cut_every_twenty_seconds",
        "test_a3_a_file_of_thirty_megabytes_comes_over_a_line_that_is_cut_every_twenty_seconds",
        "test_a3_an_upload_of_five_megabytes_ends_over_a_link_that_is_cut_every_twenty_seconds",
        "test_a_long_chain_comes_over_a_line_that_is_cut_all_the_time",
    ),
    "A4": (
        "test_a4_a_first_byte_after_ninety_seconds_and_one_every_ten_are_waited_for_and_can_be_stopped",
        "test_a_sender_who_goes_silent_is_given_up",
        "test_silence_is_a_stall_before_and_within_an_answer",
    ),
    "A5": (
        "test_a5_in_another_network_a_sync_that_waits_goes_on_at_once",
        "test_a5_the_rule_for_connections_that_cost_money_is_asked_again_in_another_network",
        "test_whoever_moves_to_another_network_hangs_up_and_goes_on_at_once_on_a_new_connection",
        "test_half_by_a_stick_and_the_rest_by_the_hub_is_the_same_as_all_by_the_hub",
    ),
    "A6": (
        "test_half_by_a_stick_and_the_rest_by_the_hub_is_the_same_as_all_by_the_hub",
        "test_of_a_feed_in_many_stretches_only_those_that_are_new_are_read",
        "test_entries_are_passed_on_from_laptop_to_laptop_and_checked_like_the_hubs",
        HISTORIES,
    ),
    "A7": (
        "test_a_newcomer_begins_with_the_snapshot_and_goes_on_with_the_tail",
        "test_who_began_with_a_snapshot_has_thirty_days_from_when_it_was_last_offered",
        "test_a_cut_anywhere_loses_the_part_in_flight_only",
        HISTORIES,
    ),
    "B1": (
        "test_b1_a_portal_stores_nothing_causes_no_storm_and_after_the_login_the_sync_goes_on",
        "test_b1_a_portal_in_the_middle_of_a_sync_costs_what_it_swallowed_and_no_more",
        "test_a_page_instead_of_frames_is_no_answer",
        "test_a_redirect_is_not_followed",
        HISTORIES,
    ),
    "B2": (
        "test_b2_an_answer_that_is_cut_with_the_right_length_for_what_is_left_keeps_its_whole_frames",
        "test_b2_a_proxy_that_holds_an_answer_back_for_too_long_is_a_stall_and_the_same_is_asked_again",
        "test_b2_where_ranges_are_stripped_the_rest_of_a_file_comes_by_lists_within_the_budget",
        "test_b2_stale_pieces_that_are_joined_to_a_file_are_thrown_away_and_the_file_comes_the_next_time",
        "test_a_server_that_ignores_ranges_is_hung_up_on_before_its_body_and_asked_for_no_range_again",
        "test_an_answer_with_any_byte_altered_is_refused_and_nothing_of_it_is_kept",
        HISTORIES,
    ),
    "B3": (
        "test_b3_each_cause_is_said_with_what_to_do_in_english_and_in_arabic",
        "test_a_certificate_that_nobody_vouches_for_is_refused",
        "test_another_hubs_head_is_refused",
    ),
    "B4": (
        "test_b4_an_old_answer_that_is_repeated_answers_nothing",
        "test_an_old_answer_played_again_is_refused",
        HISTORIES,
    ),
    "B5": (
        "test_b5_a_body_without_an_end_is_given_up_at_the_first_thing_that_is_no_frame",
        "test_b5_genuine_frames_that_are_said_again_without_an_end_cost_two_frames_beyond_what_was_asked_for",
        "test_b5_an_object_without_an_end_is_given_up_where_the_object_ends",
        "test_a_small_answer_that_is_not_small_is_given_up",
        "test_an_answer_with_headers_without_end_is_a_cut",
    ),
    "C1": (
        "test_a_hub_that_drops_an_entry_is_noticed",
        "test_a_hub_that_alters_a_stamp_is_noticed",
        "test_a_hub_that_signs_for_a_change_and_drops_it_is_noticed_and_the_text_stays",
        "test_what_was_dropped_is_one_entry_as_soon_as_the_hub_is_honest_again",
        "test_a_hub_that_signs_for_a_change_and_does_not_show_it_is_noticed_and_the_change_comes_again",
        HISTORIES,
    ),
    "C2": (
        "test_an_author_who_saw_another_history_is_a_fork",
        "test_another_history_of_the_same_length_is_a_fork",
        "test_in_a_short_answer_another_history_is_a_fork_as_well",
        "test_a_longer_history_than_the_other_one_that_is_here_is_never_taken_for_a_stranger",
        HISTORIES,
    ),
    "C3": ("test_a_hub_that_withholds_receipts_never_makes_a_change_received", HISTORIES),
    "C4": (
        "test_a_genuine_change_that_is_shown_again_has_no_effect",
        "test_an_entry_of_one_shelf_has_no_effect_in_another",
        "test_an_old_network_entry_shown_again_is_noticed_after_an_unlock",
    ),
    "C5": (
        "test_a_hub_from_a_backup_of_three_days_ago_gets_every_lost_change_back_from_two_laptops_and_a_stick",
        "test_what_a_restored_hub_lost_comes_back_once_whoever_brings_it",
        "test_c5_a_copied_back_hub_notices_when_somebody_comes_who_knows_more_and_nobody_writes_into_the_gap",
        HISTORIES,
    ),
    "C6": (
        "test_a_hub_that_lost_entries_without_saying_so_is_noticed_and_nothing_is_lost",
        "test_nobody_writes_into_the_gap_and_whom_the_hub_forgot_says_that_it_lost_entries",
        HISTORIES,
    ),
    "C7": (
        "test_any_transactions_kept_or_not_leave_both_ledgers_alike",
        "test_nothing_acknowledged_is_lost_or_doubled_however_often_the_hub_is_killed",
        HISTORIES,
    ),
    "C9": (
        "test_a_device_asks_as_often_as_its_burst_and_then_waits",
        "test_back_off_has_a_floor_and_a_ceiling_and_chance_takes_any_part_of_it",
        "test_a_hub_that_says_later_is_busy_and_a_page_in_its_place_says_that_it_is_away",
        "test_a_failing_disk_is_a_busy_hub",
        HISTORIES,
    ),
    "D1": (
        "test_d1_of_a_torn_commit_a_vault_has_all_or_nothing",
        "test_d1_of_a_torn_commit_a_hub_has_all_or_nothing",
        KILLS,
        SMALL,
        HISTORIES,
    ),
    "D2": (
        "test_d2_a_full_disk_pauses_files_says_what_lacks_and_goes_on_by_itself",
        "test_a_transaction_for_which_there_is_no_space_leaves_the_database_as_it_was",
        HISTORIES,
    ),
    "C8": (
        "test_what_a_change_needs_stays_whatever_an_index_lists",
        "test_an_index_that_comes_late_begins_its_days_then",
        "test_a_part_that_is_sent_again_after_a_sweep_is_taken_anew",
        "test_a_sweep_that_fails_in_the_middle_goes_on_another_time",
    ),
    "D3": (
        "test_d3_rotten_and_short_files_are_noticed_and_only_that_part_comes_again",
        "test_what_rotted_in_the_middle_of_a_whole_file_is_fetched_again_alone",
        "test_kept_entries_that_are_not_those_that_were_verified_are_damage",
        "test_wrong_bytes_are_refused_and_thrown_away",
    ),
    "D4": (
        "test_a_stick_that_was_changed_or_is_none",
        "test_d4_a_life_on_a_fat32_stick_and_what_a_full_and_a_read_only_one_say",
        "test_d4_names_and_sizes_are_what_every_stick_can_hold",
        "test_d4_a_full_stick_says_so_and_nothing_counts_as_sent_that_is_not_on_it",
        "test_d4_a_stick_that_is_pulled_out_while_it_is_written_holds_whole_files_only_and_goes_on",
        HISTORIES,
    ),
    "D5": (
        "test_of_two_branches_of_a_copied_profile_the_one_that_came_first_is_held",
        "test_a_whole_branch_of_a_copied_profile_is_told_so_at_once",
        "test_both_branches_of_a_copied_vault_survive_and_the_second_gets_new_keys",
        "test_a_copy_that_goes_by_courier_keeps_its_branch_and_the_other_one_heals",
        "test_no_key_and_nonce_are_used_twice_although_both_copies_repeat_their_random_bytes",
        "test_three_copies_that_write_and_sync_in_any_order_lose_nothing",
        "test_both_copies_and_coordinators_are_told_and_nobody_else",
        COPIED,
    ),
    "D6": (
        "test_a_vault_put_back_from_a_copy_heals_its_counter",
        "test_a_copy_that_wrote_nothing_notices_by_what_the_other_wrote",
        COPIED,
    ),
    "D7": ("test_a_lock_keeps_a_second_opening_out_until_it_is_released",),
    "E1": (MERGES, SMALL, HISTORIES),
    "E2": (MERGES, HISTORIES),
    "E3": (MERGES, HISTORIES),
    "E4": (SEEN, "test_a_draft_survives_another_look", HISTORIES),
    "E5": (
        "test_create_edit_edit_retire_that_arrive_4_2_1_3_are_taken_in_order",
        "test_after_thirty_days_the_rest_is_taken_with_a_gap_and_what_comes_then_is_late",
        HISTORIES,
    ),
    "E6": (
        "test_two_sticks_out_of_order_and_a_direct_sync_leave_each_change_once",
        "test_e6_a_neighbour_takes_letters_along_both_ways_and_can_read_none",
        "test_letters_have_no_order",
        "test_any_order_any_carrier_any_number_of_times_makes_the_same_log",
        "test_a_courier_delivers_what_others_wrote",
        HISTORIES,
    ),
    "E7": (MERGES, HISTORIES),
    "E8": (MERGES, HISTORIES),
    "E9": (
        "test_what_the_rules_refuse_has_no_effect_anywhere_and_its_author_is_told",
        "test_a_seal_that_does_not_open_has_no_effect",
        "test_e9_a_file_that_never_reached_the_hub_is_counted_and_what_comes_after_it_goes_on",
        HISTORIES,
    ),
    "E10": ("test_a_kill_at_any_moment_costs_two_seconds_of_typing_at_most", HISTORIES),
    "E11": (
        "test_a_change_is_taken_back_with_those_that_stand_on_it",
        "test_what_was_sealed_cannot_be_taken_back",
        "test_e11_what_went_by_stick_and_then_by_the_line_is_there_once",
        HISTORIES,
    ),
    "E12": (
        "test_e12_changes_of_one_act_are_all_there_once_wherever_frames_end",
        "test_no_frame_is_longer_than_its_limit_whatever_the_entries",
    ),
    "E13": ("test_an_own_change_in_a_snapshot_waits_no_longer", HISTORIES),
    "F1": (
        "test_f1_a_hub_whose_clock_jumps_poisons_nobody",
        "test_a_clock_that_is_far_from_the_hubs_is_said",
        HISTORIES,
    ),
    "F2": (
        "test_f2_with_a_dead_clock_the_hubs_stamp_says_whether_its_certificate_is_good_and_the_sync_goes",
        "test_f2_a_certificate_that_has_run_out_by_the_hubs_stamp_too_is_refused_and_nothing_has_left",
        "test_f2_with_a_dead_clock_a_computer_joins_by_the_hubs_stamp_and_the_code_says_whose_hub_it_is",
        "test_f2_while_joining_bad_dates_and_another_network_are_refused_and_the_code_is_not_used",
        "test_b3_a_certificate_of_another_name_or_issuer_or_time_is_refused_and_each_is_told_apart",
        "test_a_code_expires_by_the_hubs_stamps",
    ),
    "F3": (
        "test_f3_a_computer_that_slept_for_three_days_in_the_middle_of_a_frame_goes_on",
        "test_after_a_sleep_it_locks_at_the_first_look",
    ),
    "T1": (
        "test_t1_a_revoked_computer_is_told_by_the_hub_and_its_vault_is_gone",
        "test_t1_by_stick_the_vault_is_destroyed_too_and_not_by_a_stick_without_the_entry",
        "test_t1_t2_a_laptop_is_taken_out_of_the_network_and_only_its_own_vault_goes_and_only_by_a_verified_entry",
        "test_t1_on_contact_with_the_hub_a_revoked_laptop_destroys_its_vault_and_another_one_is_not_asked",
        "test_t1_what_a_revoked_computer_wrote_before_stands_what_comes_later_waits_and_it_destroys_its_vault",
        "test_after_a_revocation_the_keeper_begins_a_key_that_the_revoked_computer_cannot_get",
        HISTORIES,
    ),
    "T2": (
        "test_t1_t2_a_laptop_is_taken_out_of_the_network_and_only_its_own_vault_goes_and_only_by_a_verified_entry",
        "test_content_ahead_of_the_network_feed_is_refused",
        "test_content_that_came_ahead_of_the_network_feed_is_taken_when_that_has_come",
    ),
    "T3": ("test_a_change_under_an_epoch_that_is_not_here_yet_is_held", HISTORIES),
    "T5": ("test_t5_two_keepers_make_a_snapshot_at_once_and_both_are_right", HISTORIES),
    "T6": (
        "test_t6_a_newcomer_takes_an_old_snapshot_and_a_long_tail_over_five_epochs",
        "test_a_long_frozen_stretch_is_replayed_in_batches",
        HISTORIES,
    ),
    "T7": (
        "test_a_snapshot_that_lies_is_found_by_who_followed_and_told_to_everybody",
        "test_t7_each_kind_of_lie_is_found_told_and_mended_and_no_text_is_lost",
        "test_who_began_with_a_snapshot_that_lies_can_begin_again_from_the_changes",
        HISTORIES,
    ),
    "T9": (
        "test_of_many_who_redeem_the_same_invitation_at_once_one_is_enrolled",
        "test_a_device_that_lost_the_race_hears_the_same_again",
        "test_a_stolen_code_makes_nobody_a_coordinator_and_its_computer_can_be_revoked",
        HISTORIES,
    ),
    "T10": (
        "test_a_false_network_with_a_copied_invitation_is_refused_by_the_tie",
        "test_a_profile_with_a_small_order_key_is_refused_before_anything_is_asked",
    ),
    "T12": (
        "test_five_orders_stand_and_the_sixth_waits_whatever_they_destroy",
        "test_an_erasure_above_the_limit_erases_nothing_until_a_second_coordinator_confirms_it",
        "test_a_revocation_above_the_limit_keeps_the_computer_out_and_its_vault_whole",
        "test_nobody_confirms_an_own_order_not_even_as_a_copy_and_copies_share_one_count",
        "test_a_changed_program_gets_no_order_through_that_does_not_stand",
        "test_a_restored_hub_gives_nobody_more_orders_until_somebody_confirms_one",
        "test_the_order_that_one_coordinators_brake_holds_is_confirmed_by_a_second_one",
    ),
    "T13": ("test_who_lost_an_audience_learns_it_from_the_network_feed_and_goes_on", HISTORIES),
    "T14": ("test_newer_rules_freeze_content_and_a_newer_program_goes_on",),
    "H3": ("test_h3_subscribing_and_ending_a_thousand_times_leaves_the_disk_as_it_was",),
    "H4": (
        "test_h4_what_was_erased_is_gone_in_every_vault_and_at_the_hub_and_is_counted",
        "test_h4_a_newcomer_meets_stubs_and_comes_to_the_same_state",
        "test_h4_what_somebody_wrote_offline_about_it_meanwhile_goes_too",
        "test_h4_g16_nothing_of_it_is_in_any_file_and_old_sticks_bring_none_back",
        "test_h4_who_never_sees_the_network_erases_it_when_a_newer_stick_comes",
        HISTORIES,
    ),
    "H5": ("test_h5_an_order_whose_entries_are_not_of_its_records_is_not_followed",),
    "I1": (
        "test_i1_two_who_never_see_the_network_exchange_edits_by_sticks_that_are_late_out_of_order_and_lost",
        "test_a_lost_stick_costs_time_only_and_nothing_is_written_twice_onto_one",
    ),
    "I2": (
        "test_an_older_stick_takes_nothing_back",
        "test_an_older_profile_on_a_late_stick_takes_nothing_back",
        "test_a_kit_that_is_brought_up_to_date_has_no_checksums_until_it_is_whole",
        "test_newer_rules_freeze_content_and_a_newer_program_goes_on",
        "test_a_vault_of_a_newer_version_is_refused_and_left_untouched",
        "test_a_person_without_root_installs_upgrades_and_uninstalls_and_the_vault_stays",
    ),
    "I3": (
        "test_a_link_on_a_stick_is_not_followed",
        "test_a_pipe_in_the_place_of_a_file_does_not_hang",
        "test_i3_links_pipes_and_nested_folders_are_neither_followed_nor_opened",
        "test_i3_a_folder_that_is_a_link_is_not_written_into",
        "test_i3_ten_gigabytes_of_nonsense_are_not_read",
        "test_i3_forged_receipts_and_mixed_sticks_change_nothing",
    ),
    "J1": (
        "test_j1_a_little_data_a_day_carries_the_edit_the_crisis_the_directory_then_slices_over_days",
        "test_a_budget_that_files_would_use_up_sends_and_brings_text_first",
        HISTORIES,
    ),
    "J2": ("test_ctrl_l_ends_the_process_and_a_fresh_locked_one_has_the_same_vault",),
    "J3": (
        "test_each_state_has_one_word_and_one_icon",
        "test_the_sentence_tells_the_state_the_last_sync_what_waits_and_what_was_used",
        "test_a_computer_that_never_met_its_hub_claims_no_last_sync",
        HISTORIES,
    ),
    "J4": (
        "test_joining_from_a_stick_and_meeting_the_hub_later",
        "test_enrol_read_edit_and_receipts_without_any_network",
    ),
    "K1": (
        "test_kinds_and_fields_that_this_program_does_not_know_survive",
        "test_an_unknown_operation_is_named_and_kept_byte_for_byte",
        "test_unlock_passes_over_slots_of_unknown_suites_and_types",
        "test_every_golden_sample_is_checked",
        "test_newer_rules_freeze_content_and_a_newer_program_goes_on",
    ),
    "K2": ("test_a_program_without_its_dictionary_waits_and_with_it_goes_on",),
    "K4": (
        "test_k4_whatever_row_is_flipped_is_found_and_put_right_from_what_is_kept",
        "test_k4_where_a_feed_stands_is_made_anew_from_rows_that_the_hub_signed_for_and_from_nothing_else",
        "test_k4_entries_that_are_damaged_come_again_and_until_then_all_stays_and_what_is_not_sent_waits",
        "test_a_row_that_was_flipped_is_put_right_while_nobody_uses_the_window_and_told_once",
    ),
    "K5": (HISTORIES,),
}

ELSEWHERE: Final[dict[str, str]] = {
    "T4": "audiences of organisations and custodians: trust stage",
    "T8": "rollups wait until they are needed (decision 21 of the plan)",
    "T11": "root rotation and another key of the hub: trust stage; a coordinator is removed by the root, as T1 tells",
    "H1": "restricted fields and canaries: tests/security and tests/integration/hub/test_blindness.py; audiences later",
    "H2": "moving records between audiences: trust stage",
    "H6": "letterboxes: later",
    "I4": "a local network of laptops: later",
    "K3": "five years of a network: not played; the benchmark page measures 100,000 records and a month away",
}
